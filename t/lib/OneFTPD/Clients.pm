# SPDX-License-Identifier: ISC
#
# What real clients do, and whether they got what they came for. A test says
# how its client is told to do each deed; this file makes the files, the
# connections of each kind, and the comparison, by checksum:
#
#     try_client('wget',
#         get => sub {
#             my ($way, @paths) = @_;
#             run_client('wget', '-q', map { url_of($way, $_) } @paths);
#         },
#         ...);
#
# Each deed runs in $GOT, in every way that the client knows:
#
#     list    prints the names in the folder "names"
#     get     fetches the files of "odd" that are named to it, into $GOT
#     mirror  fetches the tree, all below "/", into $GOT
#     resume  has the beginning of big.bin, and fetches the rest
#     put     sends the files of $GOT that are named to it into "up"
#     upload  sends all that is in $GOT into "up"
#     append  completes up/big.bin, of which there is the beginning; big.bin is
#             in $GOT, and rest.bin, which is what is missing
#     tidy    makes up/new, renames up/one to up/new/two, deletes up/gone and
#             removes the folder up/old
#
# A way is { host, port, family => 4 or 6, active => 0 or 1 }. Settings:
#
#     families => [4]                what the client can reach
#     modes => ['passive']           and how
#     hidden => 1                    it mirrors names that begin with a dot
#     cannot => qr/regex/            paths that it cannot mirror: why is said
#                                    in its test
package OneFTPD::Clients;

use strict;
use warnings;
use OneFTPD;

use Digest::SHA qw(sha256_hex);
use Exporter qw(import);
use File::Find qw(find);
use Socket qw(AF_INET6 SOCK_DGRAM inet_pton);
use Test::More;

our @EXPORT = qw($GOT @FOLDERS try_client run_client talk_to url_of
    escaped sums_of quoted backslashed);

our $GOT = "$DIR/got";          # where clients put what they fetch
my $MANY = "$DIR/many";         # what they are to fetch
my $UP = "$MANY/up";            # where they put what they bring
my $LOG = "$DIR/log";

# Some clients do not even try IPv6 on a machine that has only ::1, and lftp
# gives the server "::" for an active connection there.
my %HOST = (4 => '127.0.0.1', 6 => 'fd00::1');

# "empty" has no files, some have all of @ODD and the others plain names.
our @FOLDERS = ('plain', 'with blank', "d\xc3\xa9j\xc3\xa0 vu",
    "\xe6\x97\xa5\xe6\x9c\xac", 'a', 'a/b', 'a/b/c', 'odd', 'names', 'empty');
my @ODD = ('one  two', "na\xc3\xafve caf\xc3\xa9.txt", "\xce\xa9", 'a#b',
    '50%', 'plus+and&', q{it's "quoted"}, '{braces}', 'semi;colon',
    '~tilde', '-dash', 'a=b,c', "\xf0\x9f\x90\x9f.bin", '[brackets]',
    'back\\slash', '!bang', '@at', '$HOME');
my $HIDDEN = '.hidden';
my @NAMES = ('plain.txt', 'two words', '-dash', '[x]', 'UPPER');
my $HALF = 500_000;             # of big.bin is there before resume
my %DEEDS = (list => \&try_list, get => \&try_get, mirror => \&try_mirror,
    resume => \&try_resume, put => \&try_put, upload => \&try_upload,
    append => \&try_append, tidy => \&try_tidy);

# --- What there is to fetch ------------------------------------------------

sub make_many {
    for my $folder ('', @FOLDERS) {
        system('mkdir', '-p', '--', "$MANY/$folder") == 0 or die "mkdir\n";
        next if $folder eq 'empty' || $folder eq 'names';
        write_file("$MANY/$folder/file$_.txt", "$folder $_\n" x $_)
            for 1 .. 9;
    }
    for my $folder ('odd', 'with blank', 'a/b') {
        write_file("$MANY/$folder/$_", "$folder/$_\n" x 100) for @ODD;
    }
    write_file("$MANY/names/$_", "$_\n") for @NAMES;
    write_file("$MANY/odd/$HIDDEN", "A dot.\n");
    write_file("$MANY/big.bin", $BIG);
    write_file("$MANY/empty.txt", '');
    find({ no_chdir => 1, wanted => sub { utime $MTIME, $MTIME, $_ } }, $MANY);
    return;
}

# Gives lo an address. The constants are SIOCSIFADDR and the index of lo.
sub add_ipv6 {
    my ($address) = @_;
    socket my $any, AF_INET6, SOCK_DGRAM, 0 or die "socket: $!\n";
    ioctl $any, 0x8916, pack 'a16 L i', inet_pton(AF_INET6, $address), 128, 1
        or die "$address cannot be added: $!\n";
    return;
}

# A server with that tree, which logs the dialogue. It lets clients write where
# the account may, which is in "up" while they try.
sub serve_many {
    my $t = OneFTPD->new(anon_root => $MANY, xferlog_enable => 'YES',
        log_ftp_protocol => 'YES', vsftpd_log_file => $LOG,
        write_enable => 'YES', anon_upload_enable => 'YES',
        anon_mkdir_write_enable => 'YES', anon_other_write_enable => 'YES',
        anon_umask => '022');
    make_many();
    add_ipv6($HOST{6});
    $ENV{LC_ALL} = 'C.UTF-8';
    $ENV{HOME} = "$DIR/home/alice";
    $t->inetd;
    return $t;
}

# --- Running a client ------------------------------------------------------

# Runs a program in $GOT with this text as its standard input. Returns what it
# printed, errors among it.
sub talk_to {
    my ($text, @command) = @_;
    write_file("$DIR/typed", $text);
    open my $out, '-|', 'sh', '-c',
        'cd "$1" && exec 2>&1 <"$2" && shift 2 && exec timeout 180 "$@"', 'sh',
        $GOT, "$DIR/typed", @command or die "sh: $!\n";
    local $/ = undef;
    my $printed = <$out>;
    $? = 0;
    close $out;
    return $printed // '';
}

# The same with a program that needs no input and whose exit status is true.
sub run_client {
    my (@command) = @_;
    my $printed = talk_to('', @command);
    is($?, 0, "$command[0] is content") || diag($printed);
    return $printed;
}

# As in a URL.
sub escaped {
    my ($path) = @_;
    return $path =~ s{([^\w/.])}{sprintf '%%%02X', ord $1}ger;
}

# Names as the command lines of clients want them.
sub quoted {
    my ($name) = @_;
    return q{"} . $name =~ s/(["\\])/\\$1/gr . q{"};
}

sub backslashed {
    my ($name) = @_;
    return $name =~ s{([^\w./])}{\\$1}gr;
}

sub url_of {
    my ($way, $path) = @_;
    my $host = $way->{family} == 6 ? "[$way->{host}]" : $way->{host};
    return "ftp://$host:$way->{port}/" . escaped($path);
}

# --- The deeds -------------------------------------------------------------

sub try_list {
    my ($name, $deed, $way) = @_;
    my $printed = $deed->($way);
    my @missing = grep { $printed !~ /\Q$_\E/ } @NAMES;
    return is("@missing", '', "$name lists names") || diag($printed);
}

sub try_get {
    my ($name, $deed, $way) = @_;
    my @wanted = map { "odd/$_" } @ODD, $HIDDEN;
    $deed->($way, @wanted);
    my ($all, $got) = (sums_of($MANY), sums_of($GOT));
    my %wanted = map { s{^odd}{}r => $all->{"/$_"} } @wanted;
    return is_deeply($got, \%wanted, "$name gets files with odd names");
}

sub try_mirror {
    my ($name, $deed, $way, %client) = @_;
    $deed->($way);
    my ($wanted, $got) = (sums_of($MANY), sums_of($GOT));
    delete $wanted->{"/odd/$HIDDEN"} if !$client{hidden};
    delete @$wanted{ grep { /$client{cannot}/ } keys %$wanted };
    my @bad = grep { ($got->{$_} // '') ne ($wanted->{$_} // '') }
        sort keys %{ { %$wanted, %$got } };
    cmp_ok(scalar keys %$wanted, '>', 130, 'there are many files');
    return is(join("\n", @bad), '', "$name mirrors them all, all right");
}

sub try_resume {
    my ($name, $deed, $way) = @_;
    my $seen = length read_file($LOG);
    write_file("$GOT/big.bin", substr $BIG, 0, $HALF);
    $deed->($way, $HALF);
    ok(read_file("$GOT/big.bin") eq $BIG, "$name completes a file");
    my ($bytes) = substr(read_file($LOG), $seen)
        =~ m{OK DOWNLOAD: .*"/big[.]bin", (\d+) bytes};
    return is($bytes, length($BIG) - $HALF, 'and fetches what was missing');
}

# A folder that clients may fill, with what is in it before they do.
sub make_up {
    my (%text) = @_;
    system('mkdir', '-p', map { "$UP/$_" } '', grep { !defined $text{$_} }
        keys %text) == 0 or die "mkdir\n";
    write_file("$UP/$_", $text{$_}) for grep { defined $text{$_} } keys %text;
    system('chown', '-R', 'ftp:', $UP) == 0 or die "chown\n";
    return;
}

# A test: this is in "up", and no more; then it is gone.
sub is_up {
    my ($wanted, $name) = @_;
    is_deeply(sums_of($UP), $wanted, $name);
    system('rm', '-rf', $UP);
    return;
}

sub try_put {
    my ($name, $deed, $way) = @_;
    make_up();
    my @names = (@ODD, $HIDDEN);
    write_file("$GOT/$_", "$_\n" x 100) for @names;
    my $wanted = sums_of($GOT);
    $deed->($way, @names);
    return is_up($wanted, "$name sends files with odd names");
}

sub try_upload {
    my ($name, $deed, $way, %client) = @_;
    make_up();
    my @folders = grep { !m{^a/} } @FOLDERS;
    system('cp', '-r', (map { "$MANY/$_" } @folders, 'big.bin', 'empty.txt'),
        $GOT) == 0 or die "cp\n";
    unlink "$GOT/odd/$HIDDEN" if !$client{hidden};
    my $wanted = sums_of($GOT);
    $deed->($way);
    return is_up($wanted, "$name sends a tree");
}

sub try_append {
    my ($name, $deed, $way) = @_;
    my $seen = length read_file($LOG);
    make_up('big.bin' => substr $BIG, 0, $HALF);
    write_file("$GOT/big.bin", $BIG);
    write_file("$GOT/rest.bin", substr $BIG, $HALF);
    $deed->($way, $HALF);
    my ($bytes) = substr(read_file($LOG), $seen)
        =~ m{OK UPLOAD: .*"/up/big[.]bin", (\d+) bytes};
    is($bytes, length($BIG) - $HALF, "$name sends what was missing");
    return is_up({ '/big.bin' => sha256_hex($BIG) }, 'and the file is whole');
}

sub try_tidy {
    my ($name, $deed, $way) = @_;
    make_up(one => 'one', gone => 'gone', old => undef);
    $deed->($way);
    return is_up({ '/new' => 'directory', '/new/two' => sha256_hex('one') },
        "$name makes, renames and removes");
}

# What is below a folder: "/path" => checksum, or "directory".
sub sums_of {
    my ($top) = @_;
    my %sum;
    find({ no_chdir => 1, wanted => sub {
        my $name = substr $_, length $top;
        $sum{$name} = -d $_ ? 'directory' : sha256_hex(read_file($_))
            if length $name;
    } }, $top);
    return \%sum;
}

# --- All deeds in all ways -------------------------------------------------

# A client that is told one thing and quietly does the other proves nothing.
sub is_that_mode {
    my ($name, $way, $seen, $must) = @_;
    my @verbs = substr(read_file($LOG), $seen)
        =~ /FTP command: .*"(PASV|EPSV|PORT|EPRT)\b/g;
    my $wanted = $way->{active} ? qr/^(PORT|EPRT)$/ : qr/^(PASV|EPSV)$/;
    my @others = grep { !/$wanted/ } @verbs;
    return ok((@verbs || !$must) && !@others, "$name: and in no other way")
        || diag("@others");
}

sub ways {
    my ($t, %client) = @_;
    return map {
        my $mode = $_;
        map { {
            name => "$mode, IPv$_",
            host => $HOST{$_},
            port => $t->port,
            family => $_,
            active => $mode eq 'active' ? 1 : 0,
        } } @{ $client{families} // [4, 6] };
    } @{ $client{modes} // ['passive', 'active'] };
}

# A whole test.
sub try_client {
    my ($client, %client) = @_;
    $client{cannot} //= qr/^$/;
    my $t = serve_many();
    for my $way (ways($t, %client)) {
        for my $deed (grep { $client{$_} } sort keys %DEEDS) {
            system('rm', '-rf', $GOT);
            mkdir $GOT or die "$GOT: $!\n";
            my $seen = length read_file($LOG);
            my $name = "$client ($way->{name})";
            $DEEDS{$deed}->($name, $client{$deed}, $way, %client);
            is_that_mode($name, $way, $seen, $deed ne 'tidy');
        }
    }
    $t->end;
    done_testing;
    return;
}

1;
