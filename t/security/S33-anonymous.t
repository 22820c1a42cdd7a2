# SPDX-License-Identifier: ISC
#
# S33: anonymous users never gain a right to write that no option gives them,
# by whatever verb and in whatever spelling. Each combination of the options
# that let them change something, against each verb that could.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Digest::SHA qw(sha256_hex);
use File::Find qw(find);
use File::Path qw(remove_tree);
use OneFTPD;
use Test::More;

my @OPTIONS = qw(write_enable anon_upload_enable anon_mkdir_write_enable
    anon_other_write_enable);
my $IN = "$TREE/incoming";
my $t = OneFTPD->new(anon_umask => '022', chmod_enable => 'YES');
$t->inetd;

# What it needs beside write_enable, and how the tree changes then.
my @deeds = (
    ['STOR incoming/new', 'anon_upload_enable', 'new'],
    ['stor incoming/new', 'anon_upload_enable', 'new'],
    ['STOU incoming/new', 'anon_upload_enable', 'new'],
    ['MKD incoming/dir', 'anon_mkdir_write_enable', 'dir'],
    ['XMKD incoming/dir', 'anon_mkdir_write_enable', 'dir'],
    ['APPE incoming/file', 'anon_other_write_enable', 'file'],
    ['APPE incoming/new', 'anon_other_write_enable', 'new'],
    ['DELE incoming/file', 'anon_other_write_enable', 'file'],
    ['RMD incoming/empty', 'anon_other_write_enable', 'empty'],
    ['XRMD incoming/empty', 'anon_other_write_enable', 'empty'],
    ['MDTM 20200101000000 incoming/file', 'anon_other_write_enable', 'file'],
    ["RNFR incoming/file\r\nRNTO incoming/moved", 'anon_other_write_enable',
        'file moved'],
    # Nobody has these, or nobody anonymous.
    map { [$_, 'nothing', ''] } 'SITE CHMOD 777 incoming/file',
        'site chmod 0 incoming/file', 'SITE UMASK 0', 'SITE EXEC id',
        'SITE CPFR incoming/file', "SITE CPTO incoming/copy",
        'SITE SYMLINK incoming/file incoming/link', 'SITE UTIME incoming/file',
        'MFMT 20200101000000 incoming/file', 'MFCT 20200101000000 file',
        'MFF UNIX.mode=777; incoming/file', 'SITE RMDIR incoming/empty',
        'SITE MKDIR incoming/made', 'RNTO incoming/moved', 'XSTO incoming/x',
);

# name => all that can change about it
sub state_of {
    my %state;
    find({ no_chdir => 1, wanted => sub {
        my @facts = lstat;
        $state{$_ eq $IN ? '.' : substr $_, 1 + length $IN} = join ' ',
            @facts[2, 4, 5], -d _ ? '' : ($facts[9], sha256_hex(read_file($_)));
    } }, $IN);
    return \%state;
}

sub make_incoming {
    remove_tree($IN);
    mkdir $_ or die "$_: $!\n" for $IN, "$IN/empty";
    write_file("$IN/file", "it is here\n");
    utime $MTIME, $MTIME, "$IN/file";
    chown((getpwnam 'ftp')[2, 3], $IN, "$IN/empty", "$IN/file");
    return state_of();
}

sub play {
    my ($c, $deed) = @_;
    for my $line (split /\r\n/, $deed) {
        if ($line =~ /^(?:STOR|STOU|APPE) /i) {
            $c->store($line, 'more');
        } else {
            $c->cmd($line);
        }
    }
    return;
}

for my $set (0 .. 2**@OPTIONS - 1) {
    my %on = map { $OPTIONS[$_] => $set & 1 << $_ ? 'YES' : 'NO' }
        0 .. $#OPTIONS;
    $t->config(%on);
    my $c = $t->client->login;
    $c->cmd('TYPE I');
    my $before = make_incoming();
    my %wrong;
    for my $row (@deeds) {
        my ($deed, $needs, $changes) = @$row;
        play($c, $deed);
        my $after = state_of();
        my $changed = join ' ', sort grep {
            ($before->{$_} // '') ne ($after->{$_} // '')
        } keys %{ { %$before, %$after } };
        my $may = $on{write_enable} eq 'YES' && ($on{$needs} // 'NO') eq 'YES';
        my $wanted = $may ? $changes : '';
        $wrong{$deed} = "changes \"$changed\"" if $changed ne $wanted;
        $before = make_incoming() if length $changed;
    }
    my $name = join ' ', grep { $on{$_} eq 'YES' } @OPTIONS;
    is(join("\n", map { "$_ $wrong{$_}" } sort keys %wrong), '',
        ($name || 'nothing') . ': each verb does what it may, and no more');
    $c->close;
}

$t->end;
done_testing;
