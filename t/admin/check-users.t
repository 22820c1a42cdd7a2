# SPDX-License-Identifier: ISC
#
# oneftpd --check goes through the users file and says what is wrong with it,
# line by line: faults, for which a user is refused, and warnings.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Users;
use Test::More;

my $t = OneFTPD->new(users_file => $USERS);

# A test: what --check says of a file with these lines, without its name.
sub is_told {
    my ($name, $lines, @wanted) = @_;
    users(@$lines);
    return is_said($name, @wanted);
}

sub is_said {
    my ($name, @wanted) = @_;
    my ($status, $out) = $t->run_program('--check', $t->conf);
    my @said = $out =~ /^\Q$USERS\E:(?: )?(.*)$/mg;
    is_deeply(\@said, \@wanted, $name) or diag($out);
    is($status >> 8, (grep { !/warning: / } @wanted) ? 2 : 0, '... by its status, too');
    return;
}

my $hash = hash_of('secret');
my @GOOD = (5001, 5001, $DIR);

is_told('good lines, remarks and locked users',
    [ user('vera', $hash, @GOOD), "# remark\n", "\n", user('max', '!', @GOOD) ]);
is_told('two users of one name',
    [ user('vera', $hash, @GOOD), user('ver', $hash, @GOOD),
        user('vera', $hash, @GOOD) ],
    '3: line 1 has a user of this name, and only the first counts: take one '
    . 'out');
is_told('a hash of no kind', [ user('vera', '$9$x', @GOOD) ],
    '1: this is no hash that crypt(3) knows, so nobody gets in with it: set '
    . 'the password again');
is_told('a weak hash', [ user('vera', 'ab0123456789.', @GOOD) ],
    '1: warning: this hash is of a method that is broken too easily: set the '
    . 'password again');
is_told('half a line', [ "vera:x\n" ],
    '1: a user has seven fields: write name:hash:uid:gid:comment:home:shell');

my @nowhere = user('vera', $hash, 5001, 5001, "$DIR/none");
is_told('no home', \@nowhere,
    "1: warning: there is no $DIR/none: create it, or write create_home=YES");
$t->config(create_home => 'YES');
is_told('which is no mistake where it is made', \@nowhere);

chmod 0644, $USERS;
is_said('a file that everybody reads', 'warning: everybody on this machine may '
    . 'read the hashes: take that away (chmod o-r)');
unlink $USERS;
is_said('no file', 'warning: there is no such file yet: "oneftpd user add" '
    . 'makes it');

$t->end;
done_testing;
