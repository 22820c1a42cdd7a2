# SPDX-License-Identifier: ISC
#
# FileZilla, on a screen that nobody sees: it connects, lists the directory, and
# fetches a file from its queue, which it finds filled when it starts. One key is
# pressed: Ctrl+P, which starts the queue.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $HOME = "$DIR/home.filezilla";
my $SETTINGS = "$HOME/.config/filezilla";
my $GOT = "$HOME/got";
my $LOG = '/var/log/vsftpd.log';

# As FileZilla writes them: FTP without TLS, to a server about which it does not
# have to ask its user again.
my $INSECURE_FTP = 6;
my $DOWNLOAD = 16;
my $VERSION_OF_QUEUE = 7;

sub settings {
    my ($name, $text) = @_;
    return write_file("$SETTINGS/$name.xml",
        qq{<?xml version="1.0" encoding="UTF-8"?>\n}
        . qq{<FileZilla3>\n$text</FileZilla3>\n});
}

sub write_settings {
    my ($port) = @_;
    settings('filezilla', join '', "<Settings>\n",
        map({ qq{<Setting name="$_->[0]">$_->[1]</Setting>\n} }
        ['Greeting version', '9.9.9'], ['Update Check', 0]), "</Settings>\n");
    settings('trustedcerts', "<InsecureHosts>\n"
        . qq{<Host Port="$port">127.0.0.1</Host>\n} . "</InsecureHosts>\n");
    settings('sitemanager', "<Servers><Server>\n<Host>127.0.0.1</Host>"
        . "<Port>$port</Port><Protocol>$INSECURE_FTP</Protocol>"
        . "<Type>0</Type><Logontype>0</Logontype><Name>here</Name>\n"
        . "</Server></Servers>\n");
    return;
}

# Its columns are FileZilla's.
sub fill_queue {
    my ($port) = @_;
    my %columns = (
        servers => 'id, host, port, user, password, account, keyfile, protocol,'
            . ' type, logontype, timezone_offset, transfer_mode,'
            . ' max_connections, encoding, bypass_proxy, post_login_commands,'
            . ' name, parameters, site_path',
        files => 'id, server, source_file, target_file, local_path,'
            . ' remote_path, size, error_count, priority, flags,'
            . ' default_exists_action, extra_flags',
        local_paths => 'id, path',
        remote_paths => 'id, path',
    );
    my %rows = (
        servers => "1, '127.0.0.1', $port, 'anonymous', '', NULL, NULL,"
            . " $INSECURE_FTP, 0, 0, 0, 'default', 0, 'Auto', 0, NULL, 'here',"
            . ' NULL, NULL',
        files => "1, 1, 'big.bin', NULL, 1, 1, " . length($BIG)
            . ", 0, 2, $DOWNLOAD, NULL, NULL",
        local_paths => "1, '$GOT/'",
        remote_paths => "1, '1 0'",     # "/"
    );
    open my $in, '|-', find_command('sqlite3'), "$SETTINGS/queue.sqlite3"
        or die "sqlite3: $!\n";
    for my $table (sort keys %columns) {
        my $typed = $columns{$table} =~
            s/^id/id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL/r;
        print {$in} "CREATE TABLE $table ($typed);\n",
            "INSERT INTO $table VALUES ($rows{$table});\n";
    }
    print {$in} "PRAGMA user_version=$VERSION_OF_QUEUE;\n";
    close $in or die "sqlite3: failed\n";
    return;
}

# A screen; its number comes on standard output.
sub open_screen {
    my ($t) = @_;
    my $pid = $t->start(find_command('Xvfb'), qw(-displayfd 1 -nolisten tcp
        -screen 0 1024x768x24));
    my $number;
    wait_until(30, sub { ($number) = $t->stderr =~ /^(\d+)$/m })
        or die "no screen:\n" . $t->stderr;
    $ENV{DISPLAY} = ":$number";
    return $pid;
}

# The key again, only if nothing has come of it: it also stops the queue.
sub start_queue {
    for (1 .. 3) {
        system(find_command('xdotool'), qw(search --onlyvisible --name
            FileZilla windowfocus key ctrl+p)) == 0 or next;
        return if wait_until(20, sub { sessions() > 1 });
    }
    return;
}

sub sessions { return scalar(() = read_file($LOG) =~ / CONNECT: /g) }

my $t = OneFTPD->new(xferlog_enable => 'YES', log_ftp_protocol => 'YES');
$t->inetd;
system('mkdir', '-p', $SETTINGS, $GOT) == 0 or die "mkdir\n";
write_settings($t->port);
fill_queue($t->port);
@ENV{qw(HOME XDG_RUNTIME_DIR XDG_CONFIG_HOME LC_ALL)} =
    ($HOME, $HOME, "$HOME/.config", 'C.UTF-8');
my $screen = open_screen($t);
my $filezilla = $t->start(find_command('filezilla'), '-c', '0/here');

ok(wait_until(60, sub { read_file($LOG) =~ /"226 / }), 'it logs in and lists')
    || diag($t->stderr, read_file($LOG));
is(join(' ', grep { !/^(?:USER|PASS|SYST|FEAT|OPTS|PWD|TYPE|PASV|EPSV|LIST)$/ }
    read_file($LOG) =~ /FTP command: .*?, "(\w+)/g), '',
    'with the commands that it is known to send');
unlike(read_file($LOG), qr/FTP response: .*?, "5/, 'and none is refused');
start_queue();
ok(wait_until(60, sub { read_file("$GOT/big.bin") eq $BIG }),
    'it fetches what is in its queue, whole')
    || diag($t->stderr, read_file($LOG));
like(read_file($LOG), qr{ OK DOWNLOAD: .*"/big[.]bin", 1048576 bytes},
    'as the log says');

$t->stop($filezilla, 'KILL');   # it would ask whether its user is sure
$t->stop($screen);
$t->end;
done_testing;
