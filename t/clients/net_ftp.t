# SPDX-License-Identifier: ISC
#
# Perl's Net::FTP: PASV or EPSV, PORT or EPRT, NLST, LIST, SIZE, MDTM, REST.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Clients;

my $PROGRAM_TEXT = <<'END_OF_PROGRAM';
use strict;
use warnings;
use Net::FTP;

my ($host, $port, $active, $time, $deed, @rest) = @ARGV;
my $ftp = Net::FTP->new($host, Port => $port, Passive => !$active,
    Timeout => 30) or die $@;

sub must { die "$_[0]: ", $ftp->message if !$_[1] }

sub fetch {
    my ($path, $from) = @_;
    my $name = $path =~ s{.*/}{}r;
    must($path, $ftp->get($path, $name, $from));
    must('SIZE', $ftp->size($path) == -s $name);
}

sub mirror {
    for my $name ($ftp->ls) {
        if ($ftp->cwd($name)) {
            mkdir $name;
            chdir $name;
            mirror();
            chdir '..';
            must('CDUP', $ftp->cdup);
        } else {
            fetch($name);
        }
    }
}

my %deeds = (
    names => sub { print join "\n", $ftp->ls('names'), $ftp->dir('names') },
    get => sub { fetch($_) for @_ },
    resume => sub { fetch('big.bin', shift) },
    mirror => \&mirror,
    put => sub { must($_, $ftp->put($_, "up/$_")) for @_ },
    append => sub { must('APPE', $ftp->append('rest.bin', 'up/big.bin')) },
    tidy => sub {
        must('MKD', $ftp->mkdir('up/new', 1));
        must('RNTO', $ftp->rename('up/one', 'up/new/two'));
        must('DELE', $ftp->delete('up/gone'));
        must('RMD', $ftp->rmdir('up/old'));
    },
);

must('login', $ftp->login('anonymous', 'me@example.org'));
must('TYPE I', $ftp->binary);
$deeds{$deed}->(@rest);
must('MDTM', $ftp->mdtm('big.bin') == $time);
$ftp->quit;
END_OF_PROGRAM

sub net_ftp {
    my ($way, @deed) = @_;
    return run_client($^X, '-e', $PROGRAM_TEXT, $way->{host}, $way->{port},
        $way->{active}, $MTIME, @deed);
}

try_client('Net::FTP',
    list => sub { net_ftp($_[0], 'names') },
    get => sub { net_ftp($_[0], 'get', @_[1 .. $#_]) },
    mirror => sub { net_ftp($_[0], 'mirror') },
    resume => sub { net_ftp($_[0], 'resume', $_[1]) },
    put => sub { net_ftp($_[0], 'put', @_[1 .. $#_]) },
    append => sub { net_ftp($_[0], 'append') },
    tidy => sub { net_ftp($_[0], 'tidy') },
);
