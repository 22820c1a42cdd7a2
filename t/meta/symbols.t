# SPDX-License-Identifier: ISC
#
# The list of what is linked is a policy too: the engine has no code that opens
# files, makes sockets or processes, or looks up users; nobody calls malloc; the
# program needs libc only, because each connection starts it anew.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Source;
use Test::More;

# Functions of libc, also under the names that 64-bit offsets and
# _FORTIFY_SOURCE give them.
my %NEVER = (
    'opens files' => qr/(?:f?re)?f?open(?:at)?(?:dir)?|fdopen|openat2|creat
        |opendir|fdopendir|scandir|readlink(?:at)?|mkstemp|mkdtemp/x,
    'changes files' => qr/unlink(?:at)?|rename(?:at2?)?|mkdir(?:at)?|rmdir
        |remove|f?chmod(?:at)?|[fl]?chown(?:at)?|link(?:at)?|symlink(?:at)?
        |f?truncate|mknod(?:at)?/x,
    'makes sockets' => qr/socket(?:pair)?|connect|bind|listen|accept4?/,
    'makes processes' => qr/v?fork|_?clone3?|posix_spawnp?|exec(?:l[ep]?|vp?e?|ve|veat)
        |fexecve|system|popen|daemon/x,
    'looks up users and names' => qr/(?:get|set|end)(?:pw|gr)\w*|initgroups
        |getaddrinfo|gethostby\w+|getnameinfo|openlog|syslog/x,
    'changes who it is' => qr/set(?:res|re|e|fs)?[ug]id|setgroups|chroot
        |unshare|setns|mount|umount2?|ptrace/x,
);
my $ALLOCATOR = qr/malloc|calloc|realloc(?:array)?|free|strn?dup|v?asprintf
    |getline|getdelim|open_memstream|posix_memalign|aligned_alloc|alloca/x;
my @ARCHIVES = qw(libbase.a libmonitor.a libbroker.a libengine.a
    liblistener.a libadmin.a);

# [member, symbol] of what an archive asks others for.
sub wanted {
    my ($archive) = @_;
    my $text = output_of('nm', '-u', '-A', "$BUILD/$archive");
    return if $? != 0;
    return map { [ m{([^:/]+[.]o):\s+[Uw]\s+(\S+)} ] } grep { / [Uw] / }
        split /\n/, $text;
}

# The wanted symbols whose plain name matches, with who wants them.
sub matching {
    my ($name, @symbols) = @_;
    return map { "$_->[1] ($_->[0])" } grep {
        my $plain = $_->[1] =~ s/@.*//r =~ s/^_*//r =~
            s/(?:64)?(?:_2|_chk)?$//r;
        $plain =~ /^(?:$name)$/ || $_->[1] =~ /^(?:$name)$/;
    } @symbols;
}

my @engine = wanted('libengine.a');
cmp_ok(scalar @engine, '>', 20, 'libengine.a wants something');
ok((grep { $_->[1] =~ /^sendfile/ } @engine), 'for example sendfile');
for my $deed (sort keys %NEVER) {
    is(join(', ', matching($NEVER{$deed}, @engine)), '',
        "no function of the engine $deed");
}
for my $archive (@ARCHIVES) {
    my @symbols = wanted($archive);
    cmp_ok(scalar @symbols, '>', 0, "$archive wants something");
    is(join(', ', matching($ALLOCATOR, @symbols)), '',
        "nothing in $archive allocates outside arenas");
}

my $dynamic = output_of('readelf', '-d', "$BUILD/oneftpd");
my @needed = $dynamic =~ /\(NEEDED\)\s+Shared library: \[([^\]]+)\]/g;
is("@needed", 'libc.so.6', 'the program needs libc only');
done_testing;
