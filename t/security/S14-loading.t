# SPDX-License-Identifier: ISC
#
# Loading from inside the jail (S14, FreeBSD-SA-11:07): whoever can write to the
# root of a session puts a library, a name service, a time zone or a character
# set there, and waits until the server loads it. The whole of a session under
# strace: behind the jail nothing is opened but what the client asked for.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $STRACE = find_command('strace');
my $TRACE = "$DIR/trace";
my @planted = qw(etc/nsswitch.conf etc/localtime etc/passwd etc/group
    etc/hosts etc/resolv.conf etc/ld.so.preload etc/ld.so.cache
    usr/share/zoneinfo/UTC usr/share/zoneinfo/Europe/Berlin
    usr/lib/locale/locale-archive lib/libnss_files.so.2 lib/libnss_compat.so.2
    lib/x86_64-linux-gnu/libnss_files.so.2 usr/lib/gconv/gconv-modules
    usr/lib/x86_64-linux-gnu/gconv/gconv-modules dev/log dev/urandom);

my $t = OneFTPD->new(text_userdb_names => 'YES', use_localtime => 'YES',
    dirmessage_enable => 'YES', ls_recurse_enable => 'YES',
    write_enable => 'YES', anon_upload_enable => 'YES',
    anon_mkdir_write_enable => 'YES', anon_other_write_enable => 'YES',
    xferlog_enable => 'YES', dual_log_enable => 'YES', mdtm_write => 'YES');

# The tree, full of traps that all can read; each would show.
for my $file (@planted) {
    my $path = $TREE;
    for my $part (split m{/}, $file =~ s{/[^/]*$}{}r) {
        $path .= "/$part";
        mkdir $path;
    }
    write_file("$TREE/$file", "PLANTED\n");
}
write_file("$TREE/etc/passwd", "planted:x:0:0::/:/bin/sh\n");
write_file("$TREE/etc/group", "planted:x:0:\n");
mkdir "$TREE/in" or die "in: $!\n";
chown((getpwnam 'ftp')[2, 3], "$TREE/in");

# Outside, the true ones: an hour and a half from UTC.
unlink '/etc/localtime';
symlink '/usr/share/zoneinfo/Asia/Kolkata', '/etc/localtime';

sub whole_session {
    my ($c) = @_;
    $c->gets_file('hello.txt', "Hello, world.\n", 'a download');
    my $list = ($c->fetch('LIST'))[2];
    like($list, qr/^\S+ +\d+ root +root .* Feb 03  2020 hello\.txt\r$/m,
        'names of owners are the machine\'s own');
    unlike($list, qr/planted/i, '... and not those that were planted');
    $c->expect('MDTM hello.txt', qr/^213 20200203093506$/,
        'times are those of the machine\'s zone');
    $c->store('STOR in/new', "text\n");
    $c->expect('MDTM 20200704120000 in/new', qr/^213 /, 'a time is set');
    is((stat "$TREE/in/new")[9], 1_593_844_200,
        '... in the machine\'s zone, too');
    for my $line ('MKD in/dir', 'CWD in', 'PWD', 'CDUP', 'SIZE hello.txt',
        'RNFR in/new', 'RNTO in/old', 'DELE in/old', 'RMD in/dir', 'HELP',
        'STAT', 'STAT pub', 'SITE HELP', 'OPTS UTF8 ON', 'ALLO 5', 'TYPE A',
        'CWD ~nobody', 'MDTM hello.txt') {
        $c->cmd($line);
    }
    $c->fetch($_) for 'LIST -R', 'NLST -a', 'RETR hello.txt', 'RETR missing';
    return $c->expect('QUIT', qr/^221 /, 'all of it under strace');
}

# What each process opened after its jail was closed: the filter of system
# calls comes last. The path, and what it is relative to.
sub opened_behind_jail {
    my ($trace) = @_;
    my (%jailed, @opened);
    for my $line (split /\n/, $trace) {
        my ($pid, $call) = $line =~ /^(\d+) +(.*)/ or next;
        $jailed{$pid} ||= $call =~ /SECCOMP_SET_MODE_FILTER|PR_SET_SECCOMP/;
        next if !$jailed{$pid};
        push @opened, $call
            if $call =~ /^(?:open|openat|openat2|creat|execve|execveat|uselib|
                memfd_create|stat|lstat|access|readlink|connect)\(/x;
    }
    return (scalar(keys %jailed), grep({ $_ } values %jailed) + 0, @opened);
}

# openat2 beneath the root; anything else has no business there.
sub is_beneath_root {
    my ($call) = @_;
    return $call =~ /^openat2\(\d+,\ .*resolve=[^}]*
        (?:RESOLVE_IN_ROOT|RESOLVE_BENEATH)/x;
}

sub traced_session {
    my ($name, %options) = @_;
    $t->config(%options);
    unlink $TRACE;
    my $port = $t->new_port;
    my $listener = IO::Socket::IP->new(LocalHost => '::', LocalPort => $port,
        V6Only => 0, Listen => 8, ReuseAddr => 1) or die "no listener: $@\n";
    $t->{port} = $port;
    my $pid = $t->start_code('strace', sub {
        $t->serve($listener, $STRACE, '-f', '-q', '-s', '300', '-o', $TRACE,
            $PROGRAM, $t->conf);
    });
    whole_session($t->client->login);
    wait_until(10, sub { !$t->session_processes });
    $t->stop($pid);
    my ($all, $jailed, @opened) = opened_behind_jail(read_file($TRACE));
    cmp_ok($jailed, '>=', 2, "$name: the processes are in their jails");
    cmp_ok(scalar @opened, '>', 20, "$name: and files were opened there");
    is(join("\n", grep { !is_beneath_root($_) } @opened), '',
        "$name: beneath the root of the session, and nowhere else");
    my @asked = grep { m{"/?(?:etc|lib|usr|dev|proc|sys)\b} &&
        !/O_DIRECTORY/ } @opened;
    is(join("\n", @asked), '', "$name: nothing that was planted is touched");
    return;
}

traced_session('times and names');
my ($trace) = read_file($TRACE);
like($trace, qr{"/etc/localtime"}, 'the zone is read');
like($trace, qr{"/etc/group"}, '... and so are the names, before the jail');

$t->end;
done_testing;
