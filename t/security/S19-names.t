# SPDX-License-Identifier: ISC
#
# Names as bad as a file system has them (S19, CVE-2024-48208 and others): as
# long as can be, of every byte, with line ends, with "-" in front, and links to
# as much as a link can hold. Every form of listing shows each of them on a line
# of its own, and those that can be said are found by every command. It is the
# sanitizers' build that looks for the bytes beside the buffers.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my @forms = map { my $verb = $_; map { "$verb$_" } '', ' -l', ' -a', ' -F',
    ' -t', ' -r', ' -R', ' -laFtrR', ' -B1CdLhAx', ' -', ' --' }
    qw(LIST NLST STAT);

my $t = OneFTPD->new(ls_recurse_enable => 'YES');
my %names = map { chr($_) x 255 => 1 } grep { $_ != ord '/' } 1 .. 255;
$names{$_} = 1 for "new\nline", "\r\n213 done\r\n226 sent", '-', '--', '-la',
    '- x', '-R ..', ' ', '  two  ', '*', '?', '[', '[a', '{', '{a', '}', '~',
    '~root', "tab\there", "\xff\xf4\xff\xf2ABOR", "\e[2J", '%s%n%s%n',
    "\xe2\x80\xae", '...', '213 x', '"', 'a"b';
mkdir "$TREE/odd";
write_file("$TREE/odd/$_", 'x') for keys %names;
my %links = map { ("link$_" => 't' x $_) } 1, 254, 255, 4094, 4095;
$links{"broken\nlink"} = "\r\n226 there\n" x 300;
$links{'l' . 'L' x 254} = "\xff" x 4095;
symlink $links{$_}, "$TREE/odd/$_" or die "$_: $!\n" for keys %links;
$t->inetd;

# As it is to be shown.
sub shown { return $_[0] =~ s/[\r\n]/?/gr }

my $c = $t->client->login;
my @all = sort keys %names, keys %links;

# "." and ".." come with a and with STAT.
for my $form (@forms) {
    my ($verb) = $form =~ /^(\w+)/;
    my $has_dots = $verb eq 'STAT' || $form =~ / -\w*a/;
    my $is_long = $verb ne 'NLST' || $form =~ / -\w*l/;
    my $line = "$form odd";
    my @lines = $verb eq 'STAT' ? split(/\n/, $c->cmd($line))
        : split /\r\n/, ($c->fetch($line))[2];
    @lines = @lines[1 .. $#lines - 1] if $verb eq 'STAT';
    shift @lines if $form =~ / -\w*R/;      # the heading
    my $wanted = $has_dots ? @all + 2
        : grep({ !/^[.]/ } @all);
    is(scalar @lines, $wanted, "$form: one line for each name");
    is(scalar(grep { /[\r\n\0]/ } @lines), 0, "$form: none is broken");
    my %seen = map { $_ => 1 } map { $is_long ? s/ -> .*//sr : s{^odd/}{}r }
        map { $is_long ? substr $_, 56 : $_ } @lines;
    my @missing = grep { !$seen{$_} && !$seen{"$_/"} && !$seen{"$_@"} }
        map { shown($_) } $has_dots ? @all : grep { !/^[.]/ } @all;
    is(join(' ', @missing), '', "$form: each name is there");
}

# Names that a line can hold: a line feed is said as NUL, IAC twice.
my %failed;
for my $name (grep { !/\r/ } keys %names) {
    my $said = $name =~ s/\n/\0/gr =~ s/\xff/\xff\xff/gr;
    for my $verb ('SIZE', 'MDTM', 'STAT', 'CWD') {
        my $reply = $c->cmd("$verb odd/$said");
        my $wanted = $verb eq 'CWD' ? qr/^550 / : qr/^213[ -]/;
        $failed{"$verb $name"} = $reply if $reply !~ $wanted;
    }
}
is(join("\n", map { "$_: $failed{$_}" } sort keys %failed), '',
    'each name is found by those that look for it');
for my $name ("\xfe" x 255, "\n" x 255, '-R ..', '*', "tab\there", '~') {
    $c->gets_file('odd/' . $name =~ s/\n/\0/gr, 'x',
        'a download of ' . shown(substr $name, 0, 8));
    my $line = ($c->fetch('LIST odd/' . $name =~ s/\n/\0/gr))[2];
    like($line, qr/ \Q@{[ shown($name) ]}\E\r$/m, '... and a line of it');
}
$c->close;

# The same names as patterns of the administrator: none of them is more than it
# says.
for my $name ('[', '{', '{a', '%s%n%s%n', "\xff" x 255, '~', '-la') {
    $t->config(hide_file => $name);
    $c = $t->client->login;
    my @lines = split /\r\n/, ($c->fetch('NLST odd'))[2];
    is(join('|', grep { index($_, $name) >= 4 } @lines), '',
        'hide_file=' . substr($name, 0, 8) . ' hides it');
    cmp_ok(scalar @lines, '>', 200, '... and not the others');
    $c->close;
}

$t->end;
done_testing;
