# SPDX-License-Identifier: ISC
#
# oneftpd who --watch: the sessions on a terminal, again each second, until q.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use OneFTPD::Terminal;
use POSIX qw(WNOHANG);
use Test::More;

my $t = OneFTPD->new(local_enable => 'YES', session_table => 'YES');
small_buffers();
$t->inetd;
my $idle = $t->client->login('alice', 'secret');
my $busy = reach($t, 'a download');

# What a second screen shows from its top on, without the ends of lines.
sub screen {
    my ($it) = @_;
    my ($last) = $it->{said} =~ /.*\e\[H(.*?)\e\[J/s or return '';
    return $last =~ s/\e\[K\r+\n/\n/gr;
}

sub has_ended {
    my ($it) = @_;
    return wait_until(10, sub { waitpid($it->{pid}, WNOHANG) > 0 });
}

my $it = start_there('who', '--watch');
ok(await($it, qr/\e\[J/, 0), 'it shows a screen, and not what is typed');
resize($it, 40, 130);
ok(await($it, qr/RETR big[.]bin/, 0), 'a wide one shows all');
like($it->{said}, qr/\A\e\[\?1049h/, 'on the second screen');
like(screen($it), qr/\Aoneftpd: 2 sessions, \d+ bytes\/s  \(q ends\)\nID /,
    'with a heading');
like(screen($it), qr/^\d+ +alice +127[.]0[.]0[.]1 .* idle /m, 'who is idle');
like(screen($it), qr/^\d+ +ftp .* transfer .* RETR big[.]bin$/m, 'who is not');

$idle->cmd('CWD nowhere');
ok(await($it, qr/CWD nowhere/, 0), 'what changes is shown within a second');
my $other = $t->client->login('bob', 'secret');
ok(await($it, qr/oneftpd: [23] sessions.*\bbob\b/s, 0), 'so is who comes');

# A small terminal: no more than fits.
resize($it, 4, 30);
ok(await($it, qr/\e\[H[^\e]{30}\e\[K[^J]*\e\[J/, 0),
    'another size shows it anew');
my @lines = split /\n/, screen($it);
is(scalar @lines, 3, 'with as many lines as fit');
is(scalar(grep { length > 30 } @lines), 0, 'and none too long');

type($it, 'x');
close $busy->{data};
type($it, 'q');
ok(await($it, qr/\e\[\?1049l/, 1), 'q brings back what was there before');
ok(has_ended($it), 'and ends it');
is($?, 0, 'well');

$it = start_there('who', '--watch');
await($it, qr/\e\[J/, 0);
kill 'TERM', $it->{pid};
ok(await($it, qr/\e\[\?1049l/, 1), 'a signal does so, too');
ok(has_ended($it), 'and ends it');

$t->end;
done_testing;
