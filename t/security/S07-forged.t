# SPDX-License-Identifier: ISC
#
# Routers and clients look for 227, 229 and PORT on the control connection, and
# open what they read there ("NAT slipstreaming"). So no line of any reply
# begins with a code that the server did not mean, whatever a client writes and
# whatever files are called.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $FORGED = '227 Entering Passive Mode (10,0,0,1,0,22).';
my $EXTENDED = '229 Entering Extended Passive Mode (|||22|)';
my $t = OneFTPD->new(dirmessage_enable => 'YES');
$t->inetd;

my @arguments = map { ($_, "x\r$_", "x\0\r\n$_", "x\xff\xf4$_", "x\x{0b}$_",
    ' ' x 300 . $_, "$_\r", 'A' x 2000 . "\r$_", 'A' x 510 . $_) }
    $FORGED, $EXTENDED, 'PORT 10,0,0,1,0,22', '213 1', '226 done';
my @verbs = qw(USER PASS ACCT CWD CDUP SMNT QUIET REIN PORT PASV EPRT EPSV TYPE
    STRU MODE RETR STOR STOU APPE ALLO REST RNFR RNTO ABOR DELE RMD MKD PWD LIST
    NLST SITE SYST STAT HELP NOOP FEAT OPTS MDTM SIZE AUTH PBSZ PROT CLNT HOST
    P@SW 227 229);

# Names that can be had on a disk: all but NUL and slash.
my @names = ($FORGED, "x\r$FORGED", "x\r\n$FORGED", "x\n$FORGED", "\r\n$EXTENDED\r\n",
    "\n213 1", "\n213 End");
for my $name (@names) {
    mkdir "$TREE/$name" or die "mkdir: $!\n";
    write_file("$TREE/$name/$name", 'xx');
    write_file("$TREE/$name/.message", "$FORGED\r\n$EXTENDED\n\n213 1\r226\n");
}

# The lines that answer a whole dialogue, which ends with a word of its own.
sub lines_after {
    my ($login, @lines) = @_;
    my $c = $t->client;
    $c->login if $login;
    $c->send_bytes(join('', map { "$_\r\n" } @lines) . "SYST\r\nQUIT\r\n");
    my @answers;
    while (defined(my $line = $c->read_line)) {
        push @answers, $line;
        last if $line =~ /^(?:221|500) .*/ && $c->is_closed(0.01);
    }
    $c->close;
    return @answers;
}

# Those that pretend to a code: 227 and 229 where nobody asked for a port, and
# any code that our own words do not follow; a CR, after which some look for a
# new line, unless a NUL takes its meaning away.
sub forged {
    return grep { /^\s*22[79]/ || /^(?:213 1|213 End|226 done|PORT)/
        || /\r(?!\0)/ } @_;
}

# Ten lines are answered before login, and then the session ends.
for my $verb (@verbs) {
    my @lines = map { "$verb $_" } @arguments;
    my @before = map { forged(lines_after(0, @lines[$_ .. $_ + 8])) }
        map { 9 * $_ } 0 .. $#lines / 9;
    is("@before", '', "$verb before login repeats no such line");
    next if $verb =~ /^(?:PASV|P\@SW)$/;    # whose argument is ignored
    is(join(' ', forged(lines_after(1, @lines))), '',
        "$verb repeats no such line");
}

# A line feed is sent as NUL.
for my $name (map { tr/\n/\0/r } @names) {
    my @lines = lines_after(1, map { "$_ $name" } qw(STAT CWD STAT PWD SIZE));
    is(join(' ', forged(@lines)), '', "no line is forged by \"$name\"");
}

# Names need not be typed to be looked at.
for my $line ('STAT', 'STAT -a', 'STAT *', 'STAT -R', 'STAT x*', 'CWD x*') {
    my @lines = lines_after(1, $line);
    is(join(' ', forged(@lines)), '', "$line is not forged by names");
}

# The true ones come as ever.
my $c = $t->client->login;
$c->expect('PASV', qr/^227 .*\(127,0,0,1,\d+,\d+\)/, 'a true 227');
$c->expect('EPSV', qr/^229 .*\(\|\|\|\d+\|\)/, 'a true 229');

$t->end;
done_testing;
