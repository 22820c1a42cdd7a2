# SPDX-License-Identifier: ISC
#
# What devices and programs say that nobody can install here: old ones, sold
# ones, those in a wall. Their dialogues are in t/clients/devices, with the
# answers that each of them needs to go on. t/compat plays them to vsftpd too.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Dialogue;
use OneFTPD::Player;
use Test::More;

sub play {
    my ($t, $device, $dialogue) = @_;
    my $name = "$device: $dialogue->{title}";
    $t->config(anonymous_enable => 'YES', %{ $dialogue->{options} });
    my @answers = OneFTPD::Player->new($t->client)->play($dialogue);
    my ($number, $awaited) = (0, 0);
    for my $step (@{ $dialogue->{steps} }) {
        my $answer = $answers[++$number];
        next if !$step->{waits};
        $awaited++;
        like($answer, $step->{waits}, "$name: $step->{text}");
    }
    ok($awaited, "$name: something is awaited");
    is(read_file("$TREE/$_"), $dialogue->{leaves}{$_}, "$name: $_ is there")
        for sort keys %{ $dialogue->{leaves} };
    return;
}

my $t = OneFTPD->new;
$t->inetd;
my @files = glob "$SOURCE/t/clients/devices/*.txt";
cmp_ok(scalar @files, '>', 5, 'there are dialogues');
for my $file (@files) {
    my ($device) = $file =~ m{([^/]+)[.]txt$};
    play($t, $device, $_) for read_dialogues($file);
    system "rm -rf $TREE/incoming/*";
}
$t->end;
done_testing;
