# SPDX-License-Identifier: ISC
#
# Who is locked in where: all combinations of the options that have a say, in
# vsftpd and in oneftpd, with the same configuration. Left out is what nothing
# can depend on:
#
#   - what is in a list where chroot_list_enable is NO, so that none is read;
#   - allow_writeable_chroot=YES where the root cannot be written to anyway;
#   - passwd_chroot_enable=YES where no home has the mark that it looks for.
#
# MIGRATING tells of a difference, a writable root with allow_writeable_chroot
# unset; so it is written out here.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Beside;
use OneFTPD::Shape;
use Test::More;

my $HOMES = "$DIR/home";
my $SRV = "$DIR/srv";

begin();
mkdir $SRV, 0755 or die "$SRV: $!\n";

# Each directory knows its name, by the length of a file. Homes belong to their
# users, and can be written to; the others cannot.
my %length = ($HOMES => 1, "$HOMES/alice" => 2, "$HOMES/bob" => 3, $SRV => 4);
write_file("$_/where", 'x' x $length{$_}) for keys %length;

# The password is not what this is about.
write_file('/etc/pam.d/beside', join '', map { "$_ required pam_permit.so\n" }
    qw(auth account session));
write_file("$DIR/list-with", "carol\nalice\n");
write_file("$DIR/list-without", "bob\n alice\nALICE\n#alice\n");

# [what it is called, options]: for each question its answers.
my @questions = (
    [map { ["chroot_local_user=$_", { chroot_local_user => $_ }] } qw(NO YES)],
    [['no list', { chroot_list_enable => 'NO' }],
        map { ["alice ${_} the list's", { chroot_list_enable => 'YES',
            chroot_list_file => "$DIR/list-$_" }] } qw(with without)],
    [['a local user', { guest_enable => 'NO' }],
        map { ["a guest, virtual_use_local_privs=$_", { guest_enable => 'YES',
            guest_username => 'bob', virtual_use_local_privs => $_ }] }
            qw(NO YES)],
    [map({ ["allow_writeable_chroot=$_", { allow_writeable_chroot => $_ }] }
        qw(NO YES)),
        map { ["local_root=$_", { allow_writeable_chroot => 'NO',
            local_root => $_ }] } $SRV, "$SRV/none"],
);

# The mark in the homes, and passwd_chroot_enable.
my @homes = (['', 'NO'], ['./', 'NO'], ['./', 'YES']);

# All combinations: [[what it is called, options], ...] of each.
sub combinations {
    my ($first, @rest) = @_;
    return [] if !$first;
    my @below = combinations(@rest);
    return map { my $answer = $_; map { [$answer, @$_] } @below } @$first;
}

# Where alice is: in her directory, in her root, and what she sees outside.
sub place {
    my ($client) = @_;
    my @said = map { shape($_) } $client->reply, $client->cmd('USER alice'),
        $client->cmd('PASS x');
    return join ', ', @said if $said[-1] ne '230';
    push @said, map { shape($client->cmd($_)) } 'TYPE I', 'PWD', 'SIZE where',
        'SIZE /where', 'SIZE /etc/passwd';
    return join ', ', @said;
}

sub set_homes {
    my ($mark) = @_;
    my $text = read_file('/etc/passwd');
    $text =~ s{\Q$HOMES\E/(?:\./)?(alice|bob):}{$HOMES/$mark$1:}g;
    write_file('/etc/passwd', $text);
    return;
}

start_listeners(tcp_wrappers => 'YES', local_enable => 'YES');
my %places;
for my $home (@homes) {
    my ($mark, $splits) = @$home;
    set_homes($mark);
    for my $row (combinations(@questions)) {
        my %options = (passwd_chroot_enable => $splits,
            map { %{ $_->[1] } } @$row);
        my ($theirs, $ours) =
            map { answers_of($_, \%options, \&place) } servers();
        is($ours, $theirs, join ', ', "home $HOMES/${mark}NAME",
            "passwd_chroot_enable=$splits", map { $_->[0] } @$row);
        $places{$ours}++;
    }
}

# A table in which everybody ends up in the same place would prove nothing.
cmp_ok(scalar keys %places, '>=', 10, 'there are many places to end up in')
    || diag(explain \%places);
finish();
