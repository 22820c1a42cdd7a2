# SPDX-License-Identifier: ISC
#
# Who is measured: for each server the command that serves, on demand or as a
# listener, and its configuration. All have the same files, accounts, log of
# transfers and certificate, and no limits; anonymous users are confined to
# their tree, and oneftpd's jail is as it is by default: whole.
package Contestants;

use strict;
use warnings;
use Exporter qw(import);
use OneFTPD;
use OneFTPD::Tls qw(make_certificate);
use Dialogues qw($PORT @LOCAL);
use Peers qw(library_path);

our @EXPORT_OK = qw(server_of make_configurations configurations $UPLOAD
    $CALLS $BUILD);

our $BUILD = "$SOURCE/build/bench";
our $UPLOAD = "$DIR/home/alice/1G.up";
our $CALLS = "$DIR/calls";              # what strace writes

my @PAIR = ("$DIR/server.pem", "$DIR/server.key");

# --- Configurations ----------------------------------------------------------

# vsftpd's and oneftpd's: as upstream ships it, and places that exist here. With
# the system-call filter that upstream switches on, Debian's build greets, but
# its sessions die at the first transfer: it has a contestant of its own where
# only the greeting counts.
my $BASE = <<"CONF";
anonymous_enable=YES
local_enable=YES
dirmessage_enable=YES
xferlog_enable=YES
connect_from_port_20=YES
secure_chroot_dir=$DIR/empty
isolate=YES
isolate_network=YES
CONF

my $CHANGES = <<'CONF';
write_enable=YES
ascii_upload_enable=YES
ascii_download_enable=YES
CONF

my $TLS = <<"CONF";
ssl_enable=YES
allow_anon_ssl=YES
rsa_cert_file=$PAIR[0]
rsa_private_key_file=$PAIR[1]
CONF

my $LISTEN = <<"CONF";
listen=YES
listen_port=$PORT
max_clients=0
max_per_ip=0
CONF

my $PROFTPD = <<"CONF";
ServerName bench
DefaultServer on
DefaultAddress 127.0.0.1
Port $PORT
UseIPv6 off
UseReverseDNS off
User nobody
Group nobody
MaxInstances none
PidFile $DIR/proftpd.pid
ScoreboardFile $DIR/proftpd.scoreboard
DelayTable none
DelayEngine off
SystemLog none
WtmpLog off
TransferLog $DIR/proftpd.xferlog
RequireValidShell off
AllowOverwrite on
<Anonymous $TREE>
  User ftp
  Group ftp
  UserAlias anonymous ftp
  <Limit WRITE>
    DenyAll
  </Limit>
</Anonymous>
CONF

my $PROFTPD_TLS = <<"CONF";
ModulePath $BUILD/usr/lib/proftpd
LoadModule mod_tls.c
TLSEngine on
TLSProtocol TLSv1.2 TLSv1.3
TLSRSACertificateFile $PAIR[0]
TLSRSACertificateKeyFile $PAIR[1]
TLSOptions NoSessionReuseRequired
CONF

# what a row asks for => what that adds for vsftpd and oneftpd, and for proftpd.
my %KINDS = (
    session => ['', ''],
    changes => [$CHANGES, ''],
    tls => [$CHANGES . $TLS, $PROFTPD_TLS],
);

# file => text.
sub configurations {
    my %texts = ("seccomp-demand.conf" => $BASE
        . "listen=NO\nseccomp_sandbox=YES\n");
    for my $kind (keys %KINDS) {
        my ($more, $proftpd) = @{ $KINDS{$kind} };
        $texts{"$kind-demand.conf"} = $BASE . $more . "listen=NO\n";
        $texts{"$kind-listener.conf"} = $BASE . $more . $LISTEN;
        $texts{"$kind-demand.proftpd"} =
            "$proftpd${PROFTPD}ServerType inetd\n";
        $texts{"$kind-listener.proftpd"} =
            "$proftpd${PROFTPD}ServerType standalone\n";
    }
    return %texts;
}

sub make_configurations {
    my %texts = configurations();
    mkdir "$DIR/empty" or die "$DIR/empty: $!\n";
    write_file("$DIR/$_", $texts{$_}) for keys %texts;
    make_certificate('server', 'rsa');
    write_file("$DIR/both.pem", join '', map { read_file($_) } @PAIR);
    return;
}

# --- Commands ----------------------------------------------------------------

# Who runs with libraries that are unpacked, too. The superserver has them in its
# environment then, so that no session pays for setting it.
my %WANTS_LIBRARIES = (proftpd => 1, 'pure-ftpd' => 1);

sub vsftpd {
    my ($kind, $mode) = @_;
    return ("$BUILD/usr/sbin/vsftpd", "$DIR/$kind-$mode.conf");
}

sub proftpd {
    my ($kind, $mode) = @_;
    return ("$BUILD/usr/sbin/proftpd", '-c',
        "$DIR/$kind-$mode.proftpd",
        $mode eq 'listener' ? '--nodaemon' : ());
}

# It has a command line instead of a file.
sub pure_ftpd {
    my ($kind, $mode) = @_;
    return ("$BUILD/usr/sbin/pure-ftpd",
        qw(-4 -H -f none -l pam -c 32000 -C 32000 -I 60 -L 2000000:5),
        '-O', "clf:$DIR/pure-ftpd.log", '-g', "$DIR/pure-ftpd.pid",
        $kind eq 'tls' ? ('-Y', 1, '-2', "$DIR/both.pem") : (),
        $mode eq 'listener' ? ('-S', "127.0.0.1,$PORT") : ());
}

# name => its command, by kind of configuration and mode (demand, listener).
my %SERVERS = (
    'oneftpd' => sub { return ($PROGRAM, "$DIR/$_[0]-$_[1].conf") },
    'vsftpd' => \&vsftpd,
    'vsftpd with seccomp' => sub { return vsftpd('seccomp', 'demand') },
    'proftpd' => \&proftpd,
    'pure-ftpd' => \&pure_ftpd,
    'inetutils' => sub { "$BUILD/usr/sbin/ftpd", '--anonymous-only' },
    'bare' => sub { "$BUILD/bare" },
    'bare sendfile' => sub { "$BUILD/bare", 'send', "$TREE/1G.bin" },
    'bare copy, 64 KiB' => sub { "$BUILD/bare", 'copy', $UPLOAD, 1 << 16 },
    'bare copy, 256 KiB' => sub { "$BUILD/bare", 'copy', $UPLOAD, 1 << 18 },
    'bare copy, 1 MiB' => sub { "$BUILD/bare", 'copy', $UPLOAD, 1 << 20 },
    'bare splice, 1 MiB' => sub { "$BUILD/bare", 'splice', $UPLOAD, 1 << 20 },
    'bare getdents and statx' => sub { "$BUILD/bare", 'list', $_[2] },
    'bare SSL_write' =>
        sub { "$BUILD/bare_tls", @PAIR, 'send', "$TREE/1G.bin" },
    'bare SSL_read' => sub { "$BUILD/bare_tls", @PAIR, 'copy', $UPLOAD },
);

# name => its command; these listen by themselves in every row.
my %LISTENERS = (
    'PAM stack' => ["$BUILD/stack", $PORT, 'ftp', @LOCAL],
    'bare 1 fork' => ["$BUILD/greeter", $PORT, 1],
    'bare 2 forks' => ["$BUILD/greeter", $PORT, 2],
    'bare TLS fork' => ["$BUILD/bare_tls", @PAIR, 'serve', $PORT],
);

sub xinetd_with {
    my ($server, @arguments) = @_;
    my $arguments = @arguments ? "server_args = @arguments" : '';
    write_file("$DIR/xinetd.conf", <<"CONF");
defaults
{
    log_type = FILE $DIR/xinetd.log
}
service ftp
{
    socket_type = stream
    wait = no
    user = root
    flags = IPv4
    instances = UNLIMITED
    per_source = UNLIMITED
    cps = 100000 1
    server = $server
    $arguments
}
CONF
    return (find_command('xinetd'), '-dontfork', '-f', "$DIR/xinetd.conf",
        '-filelog', "$DIR/xinetd.log", '-pidfile', "$DIR/xinetd.pid");
}

# way => what starts a command on demand.
my %WAYS = (
    spawn => sub { return ("$BUILD/spawn", $PORT, @_) },
    xinetd => \&xinetd_with,
    strace => sub {
        return xinetd_with(find_command('strace'), qw(-f -c -o), $CALLS, @_);
    },
);

# The command that serves this contestant in this row.
sub server_of {
    my ($row, $who, $way) = @_;
    return @{ $LISTENERS{$who} } if $LISTENERS{$who};
    $way //= $row->{way};
    my $start = $WAYS{$way};
    my @command = $SERVERS{$who}->($row->{conf} // 'session',
        $start ? 'demand' : 'listener', $row->{folder});
    return ($WANTS_LIBRARIES{$who}
            ? ('env', 'LD_LIBRARY_PATH=' . library_path($BUILD)) : (),
        $start ? $start->(@command) : @command);
}

1;
