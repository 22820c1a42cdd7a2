# SPDX-License-Identifier: ISC
#
# README does what it says: each of its commands is run, in its order, on a
# machine of its own. A command that is not in the table below fails.
#
# Lines that begin with "$ " or "# " in a block are commands; what follows such
# a line is what it prints.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Output;
use Test::More;

my $BUILD = $ENV{ONEFTPD_BUILD} // die "run me by make check\n";
my $DEST = "$DIR/dest";         # where make install goes
my $SERVED = 2121;              # the port of ./bootstrap serve
my $README = read_file("$SOURCE/README");

# A make within make would take its settings over.
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES)};

# In the order of this table a command finds what does it.
my @DOINGS = (
    [qr{^\./bootstrap serve \[DIR\]$}, \&try_serve],
    [qr{^\./bootstrap (?:check|build)$}, \&is_known],   # what has led here
    [qr{^make -C build install$}, \&try_install],
    [qr{^mkdir }, \&try_mkdir],
    [qr{^useradd }, \&try_useradd],
    [qr{^systemctl restart xinetd$}, \&try_xinetd],
    [qr{^systemctl daemon-reload$}, \&are_good_units],
    [qr{^systemctl enable --now oneftpd\.socket$}, \&try_enable],
    [qr{^systemctl restart openbsd-inetd$}, \&try_inetd],
    [qr{^/usr/local/sbin/oneftpd \S+ -olisten=YES$}, \&try_listener],
    [qr{^curl ftp://localhost/$}, \&try_curl],
    [qr{^echo .+ >>/etc/oneftpd\.conf$}, \&try_echo],
    [qr{^/usr/local/sbin/oneftpd user add }, \&try_user],
    [qr{^curl ftp://ann\@localhost/$}, \&try_virtual],
    [qr{^/usr/local/sbin/oneftpd --check }, \&try_check],
    [qr{^man doc/}, \&try_man],
);

# --- Reading README --------------------------------------------------------

# { command =>, output => } of each command line.
sub commands {
    my (@found, $last);
    for my $line (split /\n/, $README) {
        if ($line =~ /^    [\$#] (.+)$/) {
            push @found, $last = { command => $1, output => '' };
        } elsif ($line =~ /^    |^$/) {
            $last->{output} .= "$line\n" if $last;
        } else {
            $last = undef;
        }
    }
    return @found;
}

# Blanks do not count, nor the name of a temporary directory.
sub essence {
    my ($text) = @_;
    $text =~ s{\S+/tmp[.]\w{10}/}{/TMP/}g;
    $text =~ s/\s+/ /g;
    return $text =~ s/^ | $//gr;
}

sub succeeds {
    my ($name, @command) = @_;
    my $said = output_of(@command);
    return is($?, 0, "$name succeeds") || diag($said);
}

# --- The two commands ------------------------------------------------------

# What bootstrap prints while it installs and builds.
sub steps_are_true {
    my ($output) = @_;
    my $bootstrap = read_file("$SOURCE/bootstrap");
    for my $step ($output =~ /^\s*==> \[[ \d:]+\] (.+)$/mg) {
        my ($what) = $step =~ /^(?:step \d of \d: )?(\w+)/;
        like($bootstrap, qr/(?:step|attempt) ["']\Q$what\E/,
            "bootstrap says: $step");
    }
    return;
}

sub is_known {
    my ($t, $command, $output) = @_;
    my ($word) = $command =~ /(\w+)$/;
    like(output_of("$SOURCE/bootstrap", '--help'), qr{^\./bootstrap $word\b}m,
        "$command is known");
    steps_are_true($output);
    my ($last) = $output =~ /^\s*NNN (.+)$/m or return;
    my $format = $last =~ s/\d+|^/%d/gr =~ s/^%d/%d /r;
    like(read_file("$SOURCE/bootstrap"), qr/"\Q$format\E\\n"/,
        "bootstrap check ends with: NNN $last");
    return;
}

sub serving {
    my ($t, @folder) = @_;
    mkdir "$DIR/tmp";
    my $seen = length $t->stderr;
    my $pid = $t->start('env', "ONEFTPD=$PROGRAM", "TMPDIR=$DIR/tmp",
        "$SOURCE/bootstrap", 'serve', @folder);
    $t->wait_listening($SERVED);
    return ($pid, sub { essence(substr $t->stderr, $seen) });
}

sub try_serve {
    my ($t, $command, $output) = @_;
    steps_are_true($output);
    my $wanted = essence($output =~ s/^\s*==> .*\n//mgr);
    my ($pid, $printed) = serving($t);
    ok(wait_until(5, sub { index($printed->(), $wanted) >= 0 }),
        "$command prints what README says") or is($printed->(), $wanted);
    my ($curl) = $output =~ /^\s*(curl \S+)$/m or die 'no curl in README';
    like(output_of(split ' ', "$curl -s"), qr/This is oneftpd/, "$curl works");
    $t->stop($pid, 'INT');

    ($pid, $printed) = serving($t, $TREE);
    $t->serves_files("$command with a DIR");
    $t->stop($pid, 'INT');
    return;
}

# --- Installing ------------------------------------------------------------

# All goes to $DEST, and from there to this test's machine what is needed.
sub try_install {
    my ($t, $command) = @_;
    succeeds($command, 'make', '-s', '-C', $BUILD, 'install', "DESTDIR=$DEST",
        'prefix=/usr/local', 'exec_prefix=/usr/local', 'sysconfdir=/etc',
        'systemdsystemunitdir=/usr/local/lib/systemd/system');
    succeeds('mounting', qw(mount --bind), "$DEST/usr/local/sbin",
        '/usr/local/sbin');
    succeeds("installed: $_", 'cp', "$DEST$_", $_)
        for qw(/etc/oneftpd.conf /etc/xinetd.d/oneftpd);
    succeeds('loadable objects', 'mount', '--bind', "$DEST/usr/local/lib",
        '/usr/local/lib');
    return;
}

sub try_mkdir {
    my ($t, $command) = @_;
    return succeeds($command, split ' ', $command =~ s{ /}{ $DEST/}gr);
}

# On files of its own: the test's /etc leads to the machine's.
sub try_useradd {
    my ($t, $command) = @_;
    write_file("$DEST/etc/$_", '') for qw(passwd group shadow gshadow);
    my ($program, @rest) = split ' ', $command;
    succeeds($command, find_command($program), '--prefix', $DEST, @rest);
    like(read_file("$DEST/etc/passwd"), qr{^ftp:.*:/srv/ftp:}m,
        'and there is an account ftp');
    return;
}

# --- Starting --------------------------------------------------------------

sub try_xinetd {
    my ($t, $command) = @_;
    write_file('/etc/xinetd.conf',
        "defaults\n{\n}\nincludedir /etc/xinetd.d\n");
    my $pid = $t->start(find_command('xinetd'), '-dontfork',
        '-f', '/etc/xinetd.conf', '-filelog', "$DIR/xinetd.log",
        '-pidfile', "$DIR/xinetd.pid");
    $t->wait_listening(21);
    $t->serves_files('xinetd, as README says');
    $t->stop($pid);
    return;
}

# There is no systemd here to talk to: it reads the units, and no more.
sub are_good_units {
    my ($t, $command) = @_;
    my @units = map { "$DEST/usr/local/lib/systemd/system/$_" }
        qw(oneftpd.socket oneftpd@.service oneftpd.service);
    is(output_of('systemd-analyze', 'verify', '--man=no', @units), '',
        "$command: systemd reads the installed units");
    return;
}

sub try_enable {
    my ($t, $command) = @_;
    succeeds($command, 'systemctl', "--root=$DEST", 'enable', 'oneftpd.socket');
    ok(-l "$DEST/etc/systemd/system/sockets.target.wants/oneftpd.socket",
        'and the socket is among those of the next start');
    return;
}

sub try_inetd {
    my ($t, $command) = @_;
    my ($line) = $README =~ /^    (ftp stream tcp .+)$/m
        or die 'no line for inetd.conf in README';
    write_file('/etc/inetd.conf', $line . "\n" . ($line =~ s/ tcp / tcp6 /r)
        . "\n");
    my $pid = $t->start(find_command('inetd'), '-i', '/etc/inetd.conf');
    $t->wait_listening(21);
    $t->serves_files('inetd, as README says');
    $t->serves_files('inetd, IPv6', host => '::1');
    $t->stop($pid);
    return;
}

# Goes on, for the commands below it.
sub try_listener {
    my ($t, $command) = @_;
    $t->start(split ' ', $command);
    $t->wait_listening(21);
    $t->serves_files('the listener, as README says');
    return;
}

sub try_curl {
    my ($t, $command) = @_;
    like(output_of(split ' ', "$command -s"), qr/ hello\.txt\r?$/m,
        "$command lists the files");
    return;
}

# --- Virtual users ---------------------------------------------------------

sub try_echo {
    my ($t, $command) = @_;
    return succeeds($command, 'sh', '-c', $command);
}

# Where it would ask, it is told.
sub try_user {
    my ($t, $command) = @_;
    succeeds('mounting', qw(mount -t tmpfs -o mode=755 none /srv));
    succeeds($command, 'sh', '-c',
        "printf 'secret\\n' | $command --password-stdin");
    write_file('/srv/ann/hers.txt', "Ann's.\n");
    return;
}

# The listener that runs already would have to be told: another one.
sub try_virtual {
    my ($t, $command) = @_;
    my $port = $t->new_port;
    my $pid = $t->start('/usr/local/sbin/oneftpd', '/etc/oneftpd.conf',
        '-olisten=YES', "-olisten_port=$port");
    $t->wait_listening($port);
    like(output_of(split ' ', ($command =~ s/ann@/ann:secret@/r)
        =~ s/localhost/localhost:$port/r . ' -s'), qr/ hers\.txt\r?$/m,
        "$command lists her files");
    $t->stop($pid);
    return;
}

# --- From vsftpd -----------------------------------------------------------

sub try_check {
    my ($t, $command) = @_;
    my ($file) = $command =~ /(\S+)$/;
    write_file($file, "anonymous_enable=YES\nlisten=NO\n");
    succeeds($command, split ' ', $command);
    write_file($file, "anonymous_enable=YES\nno_such_option=YES\n");
    like(output_of(split ' ', $command), qr/^\Q$file\E:2: no_such_option: /m,
        'and tells what is wrong where');
    return;
}

# mandoc, since man itself need not be installed where tests run.
sub try_man {
    my ($t, $command) = @_;
    my ($page) = $command =~ /(\S+)$/;
    return succeeds($command, 'mandoc', '-Tutf8', "$SOURCE/$page");
}

# ---------------------------------------------------------------------------

my $t = OneFTPD->new;
my @commands = commands();
cmp_ok(scalar @commands, '>=', 10, 'README has commands');
for my $each (@commands) {
    my ($doing) = grep { $each->{command} =~ $_->[0] } @DOINGS;
    if (!$doing) {
        fail("README's \"$each->{command}\" has a test here");
        next;
    }
    $doing->[1]->($t, $each->{command}, $each->{output});
}
$t->end;
done_testing;
