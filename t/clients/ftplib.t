# SPDX-License-Identifier: ISC
#
# Python's ftplib fetches a tree: CWD, PWD, NLST, SIZE, and RETR over PASV or
# EPSV.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Clients;
use Test::More;

my $PROGRAM_TEXT = <<'END';
import ftplib, os, sys

def is_directory(ftp, name):
    here = ftp.pwd()
    try:
        ftp.cwd(name)
    except ftplib.error_perm:
        return False
    ftp.cwd(here)
    return True

def fetch(ftp, name):
    with open(name, 'wb') as out:
        ftp.retrbinary('RETR ' + name, out.write)
    assert ftp.size(name) == os.path.getsize(name), name

def walk(ftp):
    names = ftp.nlst()
    lines = []
    ftp.dir(lines.append)
    assert len(lines) == len(names), 'LIST and NLST differ'
    for name in names:
        if is_directory(ftp, name):
            os.mkdir(name)
            os.chdir(name)
            ftp.cwd(name)
            walk(ftp)
            os.chdir('..')
            ftp.cwd('..')
        else:
            fetch(ftp, name)

ftp = ftplib.FTP(encoding='utf-8')
ftp.connect(sys.argv[1], int(sys.argv[2]), timeout=30)
ftp.login()
ftp.cwd('many')
walk(ftp)
ftp.quit()
END

my $t = serve_many();
# Debian's own before one that somebody has put in front of it.
my ($python) = grep { -x } '/usr/bin/python3';
$python //= find_command('python3');
my $program = write_file("$DIR/fetch.py", $PROGRAM_TEXT);
for my $host ('127.0.0.1', '::1') {
    run_client($t, $python, $program, $host, $t->port);
    is_same_tree("ftplib $host");
}
$t->end;
done_testing;
