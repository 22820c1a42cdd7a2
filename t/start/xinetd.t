# SPDX-License-Identifier: ISC
#
# Started by xinetd itself: with our service file, and with the block that
# people have from the Arch wiki for vsftpd, in which only the program changes.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $OURS = read_file("$SOURCE/xinetd.d/oneftpd");
$OURS =~ s{/usr/sbin/oneftpd}{$PROGRAM} or die 'no server in xinetd.d/oneftpd';

my $ARCH_WIKI = <<"END";
service ftp
{
        socket_type             = stream
        wait                    = no
        user                    = root
        server                  = $PROGRAM
        log_on_success          += HOST DURATION
        log_on_failure          += HOST
        disable                 = no
}
END

sub with_xinetd {
    my ($t, $block, $test) = @_;
    write_file('/etc/xinetd.conf', "defaults\n{\n}\nincludedir /etc/xinetd.d\n");
    write_file('/etc/xinetd.d/oneftpd', $block);
    my $xinetd = $t->start(find_command('xinetd'), '-dontfork',
        '-f', '/etc/xinetd.conf', '-filelog', "$DIR/xinetd.log",
        '-pidfile', "$DIR/xinetd.pid");
    $t->wait_listening(21);
    $test->();
    unlike(read_file("$DIR/xinetd.log"), qr/error|warning/i,
        'xinetd has nothing to complain of');
    $t->stop($xinetd);
    unlink "$DIR/xinetd.log";
    return;
}

my $t = OneFTPD->new;

write_file('/etc/oneftpd.conf', "anonymous_enable=YES\nlisten=NO\n");
with_xinetd($t, $OURS, sub {
    $t->serves_files('our service file');
    $t->serves_files('our service file, IPv6', host => '::1');
});

write_file('/etc/vsftpd.conf', <<'END');
anonymous_enable=YES
local_enable=YES
dirmessage_enable=YES
xferlog_enable=YES
connect_from_port_20=YES
listen=NO
pam_service_name=ftp
END
with_xinetd($t, $ARCH_WIKI, sub { $t->serves_files("the Arch wiki's block") });
like(read_file('/var/log/vsftpd.log'), qr/OK DOWNLOAD.*big\.bin/,
    'and /etc/vsftpd.conf was read');

$t->end;
done_testing;
