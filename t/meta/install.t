# SPDX-License-Identifier: ISC
#
# What make install puts where, and what the program is made of.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $BUILD = $ENV{ONEFTPD_BUILD} // die "run me by make check\n";
my $DEST = tempdir(CLEANUP => 1);

# A make within make would take its settings over.
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES)};

sub make_install {
    my $said = qx(make -s -C '$BUILD' install DESTDIR='$DEST' prefix=/usr \\
        sysconfdir=/etc systemdsystemunitdir=/usr/lib/systemd/system 2>&1);
    is($?, 0, 'make install succeeds') or diag($said);
    return;
}

sub text_of {
    my ($path) = @_;
    open my $in, '<', "$DEST$path" or return '';
    local $/ = undef;
    return <$in>;
}

sub is_hardened {
    my ($file) = @_;
    my $elf = qx(readelf -W --file-header --dynamic --segments '$file');
    my @needed = $elf =~ /\(NEEDED\).*\[(.+)\]/g;
    is("@needed", 'libc.so.6', 'the program needs libc only');
    like($elf, qr/Type:\s+DYN .*Position-Independent Executable/, 'PIE');
    like($elf, qr/FLAGS_1.*\bNOW\b/, 'all symbols are bound at start');
    like($elf, qr/GNU_RELRO/, 'and read-only from then on');
    like($elf, qr/GNU_STACK.* RW /, 'the stack holds no code');
    unlike($elf, qr/LOAD.* RWE /, 'and nor does other memory that is written');
    unlike($elf, qr/RPATH|RUNPATH|TEXTREL/, 'no search path, no text to patch');

    my $symbols = qx(readelf -W --dyn-syms '$file');
    like($symbols, qr/__stack_chk_fail/, 'stack protector');
    like($symbols, qr/__\w+_chk\b/, 'FORTIFY');
    return;
}

# Each piece of the archives says so; the whole does only where libc does too.
sub has_cet {
    my ($archive) = @_;
    my @notes = qx(readelf -W --notes '$archive') =~ /Properties: (.*)/g;
    my @without = grep { !/IBT, SHSTK/ } @notes;
    ok(@notes && !@without, 'CET: indirect branches and returns are marked');
    return;
}

make_install();
my @wanted = qw(
    /usr/sbin/oneftpd
    /usr/lib/oneftpd/crypt.so
    /usr/lib/oneftpd/pam.so
    /usr/lib/oneftpd/tls.so
    /usr/lib/oneftpd/wrap.so
    /usr/share/man/man8/oneftpd.8
    /usr/share/man/man8/oneftpd-who.8
    /usr/share/man/man5/oneftpd.conf.5
    /etc/oneftpd.conf
    /etc/xinetd.d/oneftpd
    /etc/pam.d/oneftpd
    /etc/logrotate.d/oneftpd
    /usr/lib/tmpfiles.d/oneftpd.conf
    /usr/lib/sysusers.d/oneftpd.conf
    /etc/fail2ban/filter.d/oneftpd.conf
    /etc/fail2ban/jail.d/oneftpd.conf
    /usr/lib/systemd/system/oneftpd.socket
    /usr/lib/systemd/system/oneftpd@.service
    /usr/lib/systemd/system/oneftpd.service
);
ok(-s "$DEST$_", "$_ is installed") for @wanted;

like(text_of('/etc/xinetd.d/oneftpd'), qr{^\tserver\s+= /usr/sbin/oneftpd$}m,
    'xinetd starts the installed program');
is_hardened("$DEST/usr/sbin/oneftpd");
has_cet("$BUILD/libbase.a") if qx(uname -m) =~ /x86_64/;

open my $edited, '>>', "$DEST/etc/oneftpd.conf" or die "oneftpd.conf: $!\n";
print {$edited} "# edited\n";
close $edited;
make_install();
like(text_of('/etc/oneftpd.conf'), qr/^# edited$/m,
    'settings that were edited survive another make install');

done_testing;
