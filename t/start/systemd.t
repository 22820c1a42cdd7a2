# SPDX-License-Identifier: ISC
#
# Started by systemd's own socket code, with the command of our unit; by the one
# for a listener; and the units as systemd judges them.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Output;
use Test::More;

# The exposure that the exceptions in the unit come to, in tenths (0 to 100).
my $EXPOSURE = 33;

sub install_unit {
    my ($name) = @_;
    my $unit = read_file("$SOURCE/conf/systemd/$name");
    $unit =~ s{/usr/sbin/oneftpd}{$PROGRAM}g;
    write_file("$DIR/$name", $unit);
    return $unit;
}

my $t = OneFTPD->new;
write_file('/etc/oneftpd.conf', "anonymous_enable=YES\nlisten=NO\n");
my $socket = install_unit('oneftpd.socket');
my $service = install_unit('oneftpd@.service');

my $alone = install_unit('oneftpd.service');
is(output_of('systemd-analyze', 'verify', '--man=no',
    map { "$DIR/$_" } 'oneftpd.socket', 'oneftpd@.service', 'oneftpd.service'),
    '', 'systemd-analyze verify has nothing to say');

for my $unit ('oneftpd@.service', 'oneftpd.service') {
    my $judged = output_of(qw(systemd-analyze security --offline=true
        --no-pager), "--threshold=$EXPOSURE", "$DIR/$unit");
    is($?, 0, "$unit is exposed no more than an FTP server has to be")
        or diag($judged);
}

like($socket, qr/^Accept=yes$/m, 'one session for each connection');
like($service, qr/^StandardInput=socket$/m, 'which is its standard input');
my ($command) = $service =~ /^ExecStart=-?(.+)$/m or die 'no ExecStart';
my $activator = $t->start(find_command('systemd-socket-activate'),
    qw(--listen=[::]:21 --accept --inetd),
    (map { "--setenv=$_" } grep { exists $ENV{$_} }
        qw(ASAN_OPTIONS UBSAN_OPTIONS)),
    split / /, $command);
$t->wait_listening(21);
$t->serves_files('systemd, IPv4');
$t->serves_files('systemd, IPv6', host => '::1');
$t->stop($activator);

# A machine that has neither account nor directories, as they are installed.
my $ROOT = "$DIR/root";
for my $dir ('', '/etc') {
    mkdir "$ROOT$dir" or die "$ROOT$dir: $!\n";
}
for my $row (['systemd-sysusers', 'sysusers.d'],
    ['systemd-tmpfiles', 'tmpfiles.d', '--create']) {
    my ($program, $folder, @more) = @$row;
    is(output_of($program, "--root=$ROOT", @more,
        "$SOURCE/conf/$folder/oneftpd.conf") =~ s/^Creating .*\n//mgr, '',
        "$program has nothing to say");
}
like(read_file("$ROOT/etc/passwd"), qr{^ftp:x?:\d+:\d+:[^:]*:/srv/ftp:}m,
    'there is the account of anonymous users');
for my $place (qw(/run/oneftpd /run/vsftpd/empty /srv/ftp)) {
    is(sprintf('%o %d', (stat "$ROOT$place")[2, 4]), '40755 0',
        "$place is root's alone");
}

# The listener, as its unit starts it.
($command) = $alone =~ /^ExecStart=(.+)$/m or die 'no ExecStart';
my $listener = $t->start(split / /, $command);
$t->wait_listening(21);
$t->serves_files('oneftpd.service, IPv4');
$t->serves_files('oneftpd.service, IPv6', host => '::1');
$t->stop($listener);
$t->end;
done_testing;
