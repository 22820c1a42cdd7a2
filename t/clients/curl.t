# SPDX-License-Identifier: ISC
#
# curl lists each directory and fetches each file: CWD, EPSV, TYPE, SIZE, RETR.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Clients;
use Test::More;

my $t = serve_many();
my @curl = (find_command('curl'), qw(--silent --show-error --fail
    --max-time 60));

sub escape {
    my ($path) = @_;
    return $path =~ s{([^\w/.])}{sprintf '%%%02X', ord $1}ger;
}

# [kind, path] of all that is below a directory, by what LIST says.
sub walk {
    my ($url, $path) = @_;
    my @found;
    for (split /\r?\n/, run_client($t, @curl, $url . escape($path))) {
        my ($mode, $name) = (split ' ', $_, 9)[0, 8];
        my $is_directory = $mode =~ /^d/;
        push @found, [$is_directory, "$path$name"];
        push @found, walk($url, "$path$name/") if $is_directory;
    }
    return @found;
}

# All files in one run, which keeps its connection.
sub fetch {
    my ($url, @found) = @_;
    my $config = join '', map {
        'url = "' . $url . escape($_->[1]) . "\"\n"
            . 'output = "' . $_->[1] =~ s/(["\\])/\\$1/gr . "\"\n"
    } grep { !$_->[0] } @found;
    write_file("$DIR/curl.config", $config);
    run_client($t, @curl, '--create-dirs', '--config', "$DIR/curl.config");
    mkdir "$GOT/$_->[1]" for grep { $_->[0] } @found;
    return;
}

for my $url (urls($t)) {
    fetch($url, walk($url, ''));
    is_same_tree("curl $url");
    my $rest = run_client($t, @curl, '--continue-at', '1048570',
        "${url}big.bin");
    is($rest, substr($BIG, 1_048_570), 'curl resumes a download');
    my $names = run_client($t, @curl, '--list-only', "${url}a/");
    like($names, qr/^b\r?$/m, 'curl lists names');
    my $head = run_client($t, @curl, '--head', "${url}big.bin");
    like($head, qr/^Content-Length: 1048576\r?$/m, 'curl asks for the size');
}
$t->end;
done_testing;
