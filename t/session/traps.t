# SPDX-License-Identifier: ISC
#
# What servers get wrong, and clients rely on all the same: one part for each,
# numbered, for their order is that of a list which people refer to.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Select;
use OneFTPD;
use OneFTPD::Tls;
use OneFTPD::Sessions;
use POSIX qw(strftime);
use Test::More;

my $DAY = 24 * 60 * 60;
my $QUIET = 0.4;        # seconds in which an answer would have come

my $t = OneFTPD->new;
small_buffers();
$t->inetd;

sub is_silent {
    my ($c) = @_;
    return $c->{unread} eq '' && !IO::Select->new($c->socket)->can_read($QUIET);
}

# The answer to a transfer, its end, and its bytes.
sub transfers {
    my ($c, $line, $wanted, $name) = @_;
    my ($first, $last, $bytes) = $c->fetch($line);
    like("$first\n$last", qr/^150 .*\n226 /, "$name: it is sent");
    return is($bytes, $wanted, $name);
}

# Anonymous users may write, by these options and by no others.
sub may_write {
    my %named = map { $_ => 'YES' } @_;
    $t->config(write_enable => 'YES', map { $_ => $named{$_} }
        qw(anon_upload_enable anon_other_write_enable));
    return;
}

sub trap_1_type {
    my ($c) = @_;
    like($c->cmd('STAT'), qr/^ {5}TYPE: ASCII$/m, '1: TYPE is ASCII at first');
    $c->cmd('REST 7');
    $c->passive_port;
    $c->expect('RETR hello.txt', qr/^550 /, '1: so REST needs TYPE I first');
    return;
}

sub trap_2_order {
    my ($c) = @_;
    my $port = $c->passive_port;
    $c->send_line('RETR hello.txt');
    ok(is_silent($c), '2: no 150 before the data connection is there');
    my $data = IO::Socket::IP->new(PeerHost => '127.0.0.1', PeerPort => $port)
        or die "no data connection: $@\n";
    $c->expect_reply(qr/^150 /, '2: then there is');
    is($c->read_all($data), "Hello, world.\n", '2: and then the file');
    $c->expect_reply(qr/^226 /, '2: which ends');
    return;
}

sub trap_3_complete {
    my ($c) = @_;
    $c->cmd('TYPE I');
    my $data = $c->passive;
    $c->expect('RETR big.bin', qr/^150 /, '3: a file that nobody reads yet');
    ok(is_silent($c), '3: no 226 while bytes are on their way');
    ok($c->read_all($data) eq $BIG, '3: all bytes arrive');
    $c->expect_reply(qr/^226 /, '3: and then there is');
    return;
}

sub trap_4_rest {
    my ($c) = @_;
    $c->cmd('TYPE I');
    $c->cmd('REST 7');
    $c->passive_port;
    $c->expect('RETR none', qr/^550 /, '4: a RETR that fails');
    transfers($c, 'RETR hello.txt', "Hello, world.\n", '4: forgets REST');
    $c->cmd('REST 7');
    $c->fetch('LIST empty');
    transfers($c, 'RETR hello.txt', "world.\n", '4: LIST does not');
    $c->cmd('REST 7');
    $c->expect('RETR hello.txt', qr/^425 /, '4: RETR without PASV');
    transfers($c, 'RETR hello.txt', "Hello, world.\n", '4: forgets it, too');
    return;
}

sub trap_4_uploads {
    may_write(qw(anon_upload_enable anon_other_write_enable));
    my $c = $t->client->login;
    $c->cmd('TYPE I');
    $c->cmd('REST 7');
    $c->passive_port;
    $c->expect('STOR none/new', qr/^553 /, '4: a STOR that fails');
    transfers($c, 'RETR hello.txt', "Hello, world.\n",
        '4: forgets REST as well');
    return;
}

sub trap_5_data_connection {
    my ($c) = @_;
    my $data = $c->passive;
    $c->expect("RETR $_", qr/^550 /, "5: RETR $_ fails")
        for qw(none pub private.txt);
    $c->expect('RETR hello.txt', qr/^150 /, '5: the data connection is kept');
    is($c->read_all($data), "Hello, world.\n", '5: and used');
    $c->expect_reply(qr/^226 /, '5: once');
    $c->expect('RETR hello.txt', qr/^425 /, '5: and no more');
    return;
}

sub trap_6_nothing {
    my ($c) = @_;
    transfers($c, $_, '', "6: $_, where there is nothing")
        for 'LIST none', 'NLST none', 'LIST none/none', 'NLST *.none';
    return;
}

sub trap_7_letters {
    my ($c) = @_;
    transfers($c, 'NLST -r -a', '', '7: letters behind the first ones are a name');
    transfers($c, 'NLST -r pub', "pub/deep\r\n", '7: the first ones are letters');
    transfers($c, 'NLST pub -r', '', '7: so is nothing behind a name');
    return;
}

sub trap_8_verbatim {
    my ($c) = @_;
    mkdir "$TREE/$_" or die "$_: $!\n" for ' two  blanks ', "tab\t";
    $c->expect('CWD  two  blanks ', qr/^250 /, '8: each blank is the name\'s');
    $c->expect('PWD', qr/^257 "\/ two  blanks "/, '8: and comes back');
    $c->expect('CWD /two blanks', qr/^550 /, '8: fewer are another name');
    $c->expect("CWD /tab\t", qr/^250 /, '8: so is a tab');
    $c->expect('CWD /pub ', qr/^550 /, '8: a blank at the end counts');
    $c->expect('TYPE  I', qr/^500 /, '8: one too many before it, too');
    $c->expect('CWD /', qr/^250 /, '8: back');
    return;
}

sub trap_9_empty {
    my ($c) = @_;
    $c->send_bytes("\r\n\n\r\r\n");
    ok(is_silent($c), '9: empty lines are not answered');
    $c->expect('NOOP', qr/^200 /, '9: what follows is');
    return;
}

sub trap_10_bytes {
    my ($c) = @_;
    mkdir "$TREE/$_" or die "$_: $!\n" for "line\nfeed", "f\xff";
    $c->expect("CWD line\0feed", qr/^250 /, '10: NUL stands for a line feed');
    $c->expect('PWD', qr/^257 "\/line\0feed"/, '10: both ways');
    $c->expect("CWD /f\xff\xff", qr/^250 /, '10: FF is doubled');
    $c->expect('PWD', qr/^257 "\/f\xff\xff"/, '10: both ways');
    $c->expect('CWD /', qr/^250 /, '10: back');
    return;
}

# A file of that age, and how its date must look.
sub looks {
    my ($c, $age, $form, $name) = @_;
    my $when = time - $age;
    utime $when, $when, "$TREE/hello.txt" or die "hello.txt: $!\n";
    my $line = ($c->fetch('LIST hello.txt'))[2];
    my $date = strftime($form, gmtime $when);
    return like($line, qr/ 14 \Q$date\E hello\.txt\r\n\z/, "11: $name");
}

sub trap_11_dates {
    my ($c) = @_;
    looks($c, 60, '%b %d %H:%M', 'a new file has a time');
    looks($c, 182 * $DAY - 100, '%b %d %H:%M', '182 days are new');
    looks($c, 182 * $DAY + 100, '%b %d  %Y', 'more are old: two blanks');
    looks($c, -2 * $DAY, '%b %d  %Y', 'what is to come has a year, too');
    my ($first) = grep { (gmtime(time - $_ * $DAY))[3] < 10 } 1 .. 40;
    looks($c, $first * $DAY, '%b %d %H:%M', 'days have two digits');
    return;
}

sub trap_12_prefix {
    my ($c) = @_;
    transfers($c, "NLST $_->[0]", "$_->[1]file.txt\r\n",
        "12: NLST $_->[0] tells the directory")
        for ['pub/deep', 'pub/deep/'], ['pub/deep/', 'pub/deep/'],
        ['/pub/deep', '/pub/deep/'], ['./pub/deep', './pub/deep/'],
        ['pub/deep/*.txt', 'pub/deep/'];
    $c->cmd('CWD pub/deep');
    transfers($c, 'NLST', "file.txt\r\n", '12: but not that it is in');
    $c->cmd('CWD /');
    return;
}

sub trap_13_codes {
    my ($c) = @_;
    my %wanted = (
        'STOR new.txt' => 550, 'DELE hello.txt' => 550,
        'MLST' => 500, 'XYZZY' => 500, 'REIN' => 502, 'ACCT x' => 502,
        'SMNT /' => 502, 'ALLO 10' => 202, 'STRU R' => 504, 'MODE Z' => 504,
        'EPSV 3' => 522, 'OPTS UTF8 OFF' => 501, 'TYPE E' => 500,
        'RNTO x' => 550, 'ABOR' => 225);
    $c->expect($_, qr/^$wanted{$_} /, "13: $_ is answered by $wanted{$_}")
        for sort keys %wanted;
    return;
}

sub trap_13_uploads {
    may_write(qw(anon_upload_enable));
    my $c = $t->client->login;
    $c->passive_port;
    $c->expect("$_ none/new", qr/^553 /, "13: $_ where nothing is: 553")
        for qw(STOR STOU);
    $c->expect('STOR hello.txt', qr/^553 /, '13: so where something is');
    return;
}

# A file that somebody is storing is locked, and sent when it is whole.
sub trap_14_locks {
    may_write(qw(anon_upload_enable));
    $t->config(anon_world_readable_only => 'NO');
    my ($writer, $reader) = map { $t->client->login } 1 .. 2;
    my $data = $writer->passive;
    $writer->expect('STOR incoming/slow', qr/^150 /, '14: a slow upload');
    my $wanted = $reader->passive;
    $reader->send_line('RETR incoming/slow');
    ok(is_silent($reader), '14: delays the 150 of those who want the file');
    syswrite $data, 'all of it';
    close $data or die "data: $!\n";
    $writer->expect_reply(qr/^226 /, '14: until it is complete');
    $reader->expect_reply(qr/^150 /, '14: then it is sent');
    is($reader->read_all($wanted), 'all of it', '14: whole');
    $reader->expect_reply(qr/^226 /, '14: and complete');
    $t->config(anon_world_readable_only => undef);
    return;
}

sub trap_15_append {
    may_write(qw(anon_upload_enable));
    my $c = $t->client->login;
    $c->passive_port;
    $c->expect('APPE incoming/new', qr/^550 /,
        '15: anon_upload_enable does not allow APPE');
    may_write(qw(anon_other_write_enable));
    $c = $t->client->login;
    my ($first, $last) = $c->store('APPE incoming/new', 'x');
    like("$first\n$last", qr/^150 .*\n226 /, '15: anon_other_write_enable does');
    $c->passive_port;
    $c->expect('STOR incoming/newer', qr/^550 /, '15: and does not allow STOR');
    return;
}

sub trap_16_site {
    my ($c) = @_;
    $c->expect($_, qr/^550 /, "16: $_ is not for anonymous users")
        for 'SITE HELP', 'SITE UMASK', 'SITE CHMOD 644 hello.txt', 'SITE';
    return;
}

sub trap_17_directories {
    my ($c) = @_;
    $c->expect("$_ pub", qr/^550 /, "17: a directory has no $_")
        for qw(SIZE MDTM);
    return;
}

# These have a configuration of their own, and so a session.

sub trap_18_stall {
    $t->config(data_connection_timeout => 1);
    my $c = reach($t, 'a download');
    my $port = $c->local_port;
    $c->expect_reply(qr/^421 /, '18: a client that stops reading: 421, not 426');
    ok($c->is_closed, '18: and the session ends');
    is(exit_status($t, $port), 1, '18: it has failed');
    $t->config(data_connection_timeout => undef);
    return;
}

sub trap_19_plain {
    make_certificate('server');
    $t->config(tls_options(), local_enable => undef,
        force_anon_logins_ssl => 'YES');
    my $c = $t->client;
    $c->expect_reply(qr/^220 /, '19: where TLS is wanted, a plain client');
    $c->expect('USER anonymous', qr/^530 /, '19: is refused at USER');
    ok($c->is_closed, '19: before it can send a password');
    $t->config(ssl_enable => undef, force_anon_logins_ssl => undef);
    return;
}

# With the dialogue in the log, its lines show their order.
sub trap_20_log {
    $t->config(xferlog_enable => 'YES', log_ftp_protocol => 'YES');
    my $c = $t->client->login;
    $c->fetch('RETR hello.txt');
    $c->fetch('RETR none');
    $c->cmd('QUIT');
    my $log = read_file('/var/log/vsftpd.log');
    like($log, qr/ OK DOWNLOAD: .*\n.* FTP response: .* "226 /,
        '20: success is logged before its reply');
    like($log, qr/ FTP response: .* "550 .*\n.* FAIL DOWNLOAD: /,
        '20: failure after it');
    return;
}

my $c = $t->client->login;
$_->($c) for \&trap_1_type, \&trap_2_order, \&trap_3_complete, \&trap_4_rest,
    \&trap_5_data_connection, \&trap_6_nothing, \&trap_7_letters,
    \&trap_8_verbatim, \&trap_9_empty, \&trap_10_bytes, \&trap_11_dates,
    \&trap_12_prefix, \&trap_13_codes, \&trap_16_site, \&trap_17_directories;
$c->close;
trap_13_uploads();
trap_4_uploads();
trap_14_locks();
trap_15_append();
trap_18_stall();
trap_19_plain();
trap_20_log();
$t->end;
done_testing;
