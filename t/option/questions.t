# SPDX-License-Identifier: ISC
#
# --check and --dump-config: what an administrator is told about a file. What
# is said of each row: t/unit/conf*.c.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $PROGRAM = $ENV{ONEFTPD} // die "run me by make check\n";
my $DIR = tempdir(CLEANUP => 1);
my $CONF = "$DIR/a.conf";

# Runs the program on a file with these lines: (exit status, what it printed).
sub ask {
    my ($lines, @arguments) = @_;
    open my $out, '>', $CONF or die "$CONF: $!\n";
    print {$out} $lines;
    close $out or die "$CONF: $!\n";
    my $pid = open my $in, '-|';
    defined $pid or die "fork: $!\n";
    if ($pid == 0) {
        open STDERR, '>&', \*STDOUT or die "stderr: $!\n";
        exec { $PROGRAM } $PROGRAM, @arguments or die "$PROGRAM: $!\n";
    }
    my $said = do { local $/ = undef; <$in> };
    close $in;
    return ($? >> 8, $said);
}

# Accounts that are on every machine.
my $GOOD = "ftp_username=root\nnopriv_user=root\n";

sub check {
    my ($status, $said) = ask($GOOD, '--check', $CONF);
    is($status, 0, '--check of a good file succeeds');
    is($said, "No faults found.\n", 'and says so');

    ($status, $said) = ask("wirte_enable=YES\nlocal_enable=on\n" . $GOOD,
        '--check', $CONF);
    is($status, 2, '--check of a bad file fails');
    like($said, qr/^\Q$CONF\E:1: wirte_enable: .*\bwrite_enable\b/m,
        'an unknown option: where, and what may have been meant');
    like($said, qr/^\Q$CONF\E:2: local_enable: "on" .*write local_enable=YES/m,
        'a bad value, too: all faults are told at once');

    ($status, $said) = ask($GOOD . "async_abor_enable=YES\nssl_tlsv1=YES\n",
        '--check', $CONF);
    is($status, 0, '--check of options without effect succeeds');
    like($said, qr/^\Q$CONF\E:3: async_abor_enable: warning: /m,
        'but warns of one that nothing depends on');
    like($said, qr/^\Q$CONF\E:4: ssl_tlsv1: warning: /m,
        'and of old versions of TLS');

    ($status, $said) = ask($GOOD, '--check', $CONF, '-ono_such=1');
    is($status, 2, '--check looks at settings of the command line');
    like($said, qr/^no_such: /m, 'which have no file and line');

    ($status, $said) = ask($GOOD, '--check', "$CONF.gone");
    is($status, 2, '--check of a file that is not there fails');
    like($said, qr/^\Q$CONF.gone\E: .*No such file/m, 'and says which and why');
    return;
}

sub dump_config {
    my ($status, $dump) = ask("listen_port=2121\nanon_root=/srv\n",
        '--dump-config', $CONF, '-oanon_root=/other');
    is($status, 0, '--dump-config succeeds');
    like($dump, qr/^# \Q$CONF\E:1\nlisten_port=2121$/m,
        'it shows a value and the line that set it');
    like($dump, qr/^# command line\nanon_root=\/other$/m,
        'a value of the command line');
    like($dump, qr/^# default\nmax_clients=2000$/m, 'and a default');

    my (undef, $again) = ask($dump, '--dump-config', $CONF);
    my @was = grep { !/^#/ } split /\n/, $dump;
    my @is = grep { !/^#/ } split /\n/, $again;
    is_deeply(\@is, \@was, 'a dump is a configuration with the same values');
    unlike($again, qr/^# (?:default|command line)\n[^#]/m,
        'in which they all are written out');
    return;
}

# Which of several sources has the last word.
sub order_of_sources {
    my $other = "$DIR/b.conf";
    open my $out, '>', $other or die "$other: $!\n";
    print {$out} "anon_root=/b\n";
    close $out or die "$other: $!\n";
    my $lines = "anon_root=/a\nanon_root=/a2\nftpd_banner=A\n";
    for my $row ([[$CONF], '/a2'], [[$CONF, $other], '/b'],
        [[$other, $CONF], '/a2'], [['-oanon_root=/o', $CONF], '/a2'],
        [[$CONF, '-oanon_root=/o'], '/o'],
        [[$CONF, '-oanon_root=/o', $other], '/b'],
        [[$CONF, '-oanon_root=/o', '-oanon_root=/p'], '/p'],
        [[$CONF, '-o anon_root=/o'], '/o'], [[$CONF, '-oanon_root='], '']) {
        my ($arguments, $wanted) = @$row;
        my ($status, $dump) = ask($lines, '--dump-config', @$arguments);
        my ($value) = $dump =~ /^anon_root=(.*)$/m;
        is($value, $wanted, "the last one counts: @$arguments");
        like($dump, qr/^ftpd_banner=A$/m, 'and takes nothing else away')
            if "@$arguments" =~ /a\.conf/;
    }
    return;
}

sub arguments {
    for my $argument (qw(-v -version --version)) {
        my ($status, $said) = ask('', $argument);
        is($status, 0, "$argument succeeds");
        like($said, qr/\Aoneftpd \d\S*\n\z/, 'and tells name and version');
    }
    for my $argument (qw(- -x --no-such -O)) {
        my ($status, $said) = ask('', $argument, $CONF);
        is($status, 2, "$argument is unknown");
        like($said, qr/\Q$argument\E/, 'and named');
    }
    return;
}

check();
dump_config();
order_of_sources();
arguments();
done_testing;
