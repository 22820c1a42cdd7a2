# SPDX-License-Identifier: ISC
#
# Python's ftplib fetches a tree: CWD, PWD, NLST, SIZE, and RETR over PASV or
# EPSV, PORT or EPRT.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Clients;

my $PROGRAM_TEXT = <<'END_OF_PROGRAM';
import ftplib, os, sys

def is_directory(name):
    here = ftp.pwd()
    try:
        ftp.cwd(name)
    except ftplib.error_perm:
        return False
    ftp.cwd(here)
    return True

def fetch(path):
    name = os.path.basename(path)
    with open(name, 'wb') as out:
        ftp.retrbinary('RETR ' + path, out.write)
    assert ftp.size(path) == os.path.getsize(name), name

def get(*paths):
    for path in paths:
        fetch(path)

def mirror():
    names = ftp.nlst()
    lines = []
    ftp.dir(lines.append)
    assert len(lines) == len(names), 'LIST and NLST differ'
    for name in names:
        if is_directory(name):
            os.mkdir(name)
            os.chdir(name)
            ftp.cwd(name)
            mirror()
            os.chdir('..')
            ftp.cwd('..')
        else:
            fetch(name)

def names():
    print('\n'.join(ftp.nlst('names')))

def resume():
    with open('big.bin', 'ab') as out:
        ftp.retrbinary('RETR big.bin', out.write, rest=out.tell())

def store(path, name, **more):
    with open(name, 'rb') as data:
        ftp.storbinary('STOR ' + path, data, **more)

def put(*names):
    for name in names:
        store('up/' + name, name)

def upload():
    for folder, folders, files in os.walk('.'):
        for name in folders:
            ftp.mkd(os.path.join('up', folder, name))
        for name in files:
            path = os.path.join(folder, name)
            store('up/' + path, path)

def append():
    store('up/big.bin', 'rest.bin', rest=ftp.size('up/big.bin'))

def tidy():
    assert ftp.mkd('up/new') == '/up/new'
    ftp.rename('up/one', 'up/new/two')
    ftp.delete('up/gone')
    ftp.rmd('up/old')

host, port, active, deed, *rest = sys.argv[1:]
ftp = ftplib.FTP(encoding='utf-8')
ftp.connect(host, int(port), timeout=30)
ftp.set_pasv(active == '0')
ftp.login()
ftp.voidcmd('TYPE I')
globals()[deed](*rest)
ftp.quit()
END_OF_PROGRAM

# Debian's own before one that somebody has put in front of it.
my ($python) = grep { -x } '/usr/bin/python3';
$python //= find_command('python3');

sub ftplib {
    my ($way, @deed) = @_;
    return run_client($python, '-c', $PROGRAM_TEXT, $way->{host}, $way->{port},
        $way->{active}, @deed);
}

try_client('ftplib',
    list => sub { ftplib($_[0], 'names') },
    get => sub { ftplib($_[0], 'get', @_[1 .. $#_]) },
    mirror => sub { ftplib($_[0], 'mirror') },
    resume => sub { ftplib($_[0], 'resume') },
    put => sub { ftplib($_[0], 'put', @_[1 .. $#_]) },
    upload => sub { ftplib($_[0], 'upload') },
    append => sub { ftplib($_[0], 'append') },
    tidy => sub { ftplib($_[0], 'tidy') },
);
