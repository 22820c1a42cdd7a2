# SPDX-License-Identifier: ISC
#
# Filters by name and by deed (S16, CVE-2015-1419): a command that has forgotten
# its filter, or a spelling that the filter does not see. Every command that
# takes a path, by the table of commands, with every filter and every spelling:
# one verdict for all.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $HOME = "$DIR/home/alice";
my ($UID, $GID);     # of who owns the tree

# Verbs whose argument is a path, with their aliases, and what takes one as
# well but is TEXT in the table.
sub path_verbs {
    my $rows = read_file("$SOURCE/src/engine/commands.def");
    my %found = map { $_ => 1 }
        $rows =~ /^COMMAND\("(\w+)", \w+, [\w |]+,\s+PATH,/mg;
    while ($rows =~ /^ALIAS\("(\w+)", "(\w+)"\)/mg) {
        $found{$1} = 1 if $found{$2};
    }
    return sort keys %found;
}
my @VERBS = path_verbs();
cmp_ok(scalar @VERBS, '>=', 18, "paths are taken by @VERBS");
my @WAYS = (@VERBS, 'MDTM 20200101000000', 'SITE CHMOD 604');
my %LISTS = map { $_ => 1 } qw(LIST NLST STAT);
my %MOVES_DATA = map { $_ => 1 } qw(LIST NLST RETR STOR STOU APPE);

# vault/secret.txt, open/plain.txt, and links to both.
sub make_tree {
    my ($root) = @_;
    system('rm', '-rf', $root) == 0 or die "rm: $root\n";
    mkdir $_ or die "$_: $!\n"
        for $root, map { "$root/$_" } qw(vault open dir dir/deep);
    write_file("$root/vault/secret.txt", "hidden\n");
    write_file("$root/open/plain.txt", "shown\n");
    for my $where ([vault => 'secret.txt'], [open => 'plain.txt']) {
        my ($dir, $name) = @$where;
        symlink "$dir/$name", "$root/to-$dir-file";
        symlink $dir, "$root/to-$dir";
        symlink "../../to-$dir", "$root/dir/deep/again-$dir";
        symlink "to-$dir-file", "$root/twice-$dir-file";
    }
    system('chown', '-Rh', "$UID:$GID", $root) == 0 or die "chown\n";
    return;
}

# The ways to write DIR/NAME for a session that sees the tree at $root.
sub spellings {
    my ($dir, $name, $root) = @_;
    my $path = "$dir/$name";
    return ($path, "./$path", "$dir//$name", "$dir/./$name", "dir/../$path",
        "$path/", "$path/.", "$root/$path", "/$root//$path", "~/$path",
        "~/dir/deep/../../$path", "../../../../$root/$path");
}

# Those that go through links: the name at the end is another one.
sub linked_spellings {
    my ($dir, $name, $root) = @_;
    return ("to-$dir/$name", "dir/deep/again-$dir/$name", "to-$dir-file",
        "twice-$dir-file", "$root/to-$dir-file", "~/to-$dir/$name");
}

# The first reply to a command about a path, and its data, which stops at once.
sub try {
    my ($c, $way, $path) = @_;
    my $verb = (split / /, $way)[0];
    if ($way =~ /^RNTO$/) {
        my $first = $c->cmd('RNFR open/plain.txt');
        return "no RNFR: $first" if $first !~ /^350 /;
    }
    if ($MOVES_DATA{$verb}) {
        my $data = $c->passive;
        my $reply = $c->cmd("$way $path");
        close $data;
        return $reply . ($reply =~ /^1/ ? "\n" . $c->reply : '');
    }
    return $c->cmd("$way $path");
}

# What the links in between do not let through for these: they act on the name
# itself, and a number that STOU puts behind it makes another one.
sub ways_for {
    my ($path) = @_;
    return grep { $path !~ /to-\w+-file|twice/ || $_ ne 'STOU' } @WAYS;
}

sub state_of {
    my ($root) = @_;
    my $file = "$root/vault/secret.txt";
    my @facts = stat $file;
    return join ' ', $facts[2] // 'gone', $facts[9] // '', read_file($file),
        sort map { s{.*/}{}r } glob "$root/vault/*";
}

# deny_file: all commands, all spellings.
sub denies {
    my ($log_in, $root, $seen_root, $pattern) = @_;
    make_tree($root);
    my $before = state_of($root);
    my $c = $log_in->(deny_file => $pattern);
    my (%passed, %tried);
    for my $path (spellings('vault', 'secret.txt', $seen_root),
        linked_spellings('vault', 'secret.txt', $seen_root)) {
        for my $way (ways_for($path)) {
            my $reply = try($c, $way, $path);
            $tried{$way}++;
            $passed{"$way $path"} = $reply
                if $reply !~ /\A550 Permission denied\.\z/;
        }
    }
    is(join("\n", map { "$_: $passed{$_}" } sort keys %passed), '',
        "deny_file=$pattern: no spelling passes any command");
    is(scalar keys %tried, scalar @WAYS, '... and all were tried');
    is(state_of($root), $before, '... and the file is as it was');
    $c->cmd('CWD open/../vault') =~ /^250/
        ? is(try($c, 'SIZE', 'secret.txt'), '550 Permission denied.',
            '... from within, too')
        : pass('... which cannot be entered');
    $c->close;
    return;
}

# The same rule, and names that it does not mean.
sub lets_pass {
    my ($log_in, $root, $seen_root, $pattern) = @_;
    my %stopped;
    make_tree($root);
    my $c = $log_in->(deny_file => $pattern);
    for my $path (spellings('open', 'plain.txt', $seen_root),
        linked_spellings('open', 'plain.txt', $seen_root)) {
        for my $way (grep { !/^(?:DELE|RNFR|RNTO|RMD|XRMD)$/ } @WAYS) {
            my $reply = try($c, $way, $path);
            $stopped{"$way $path"} = $reply if $reply =~ /Permission denied/;
        }
    }
    is(join("\n", map { "$_: $stopped{$_}" } sort keys %stopped), '',
        "deny_file=$pattern: other names pass in all spellings");
    $c->close;
    return;
}

my %common = (write_enable => 'YES', ls_recurse_enable => 'YES');
my $t = OneFTPD->new(%common, local_enable => 'YES');
$t->inetd;
($UID, $GID) = (getpwnam 'alice')[2, 3];
my $alice = sub {
    $t->config(deny_file => undef, hide_file => undef, cmds_denied => undef,
        @_);
    return $t->client->login('alice', 'secret');
};

for my $pattern ('secret', '{*.key,secret.*}', '*ecre*', 's[a-f]c?et.tx*',
    'vault', 'vault/*', "$HOME/vault*", "{*.key,$HOME/vault/s*}") {
    denies($alice, $HOME, $HOME, $pattern);
    lets_pass($alice, $HOME, $HOME, $pattern);
}
lets_pass($alice, $HOME, $HOME, 'SECRET');

# upload_file and download_file: the same for what may be moved at all.
my %moves = (upload_file => [qw(STOR APPE STOU)], download_file => ['RETR']);
sub moves {
    my ($c, $option, $pattern, $wanted, $what, @paths) = @_;
    my %other;
    for my $path (@paths) {
        for my $verb (@{ $moves{$option} }) {
            my $reply = try($c, $verb, $path);
            $other{"$verb $path"} = $reply if $reply !~ $wanted;
        }
    }
    return is(join("\n", map { "$_: $other{$_}" } sort keys %other), '',
        "$option=$pattern: $what");
}

for my $option (sort keys %moves) {
    for my $pattern ('plain*', 'open/*', '{*.key,open/*}', "$HOME/open/p*",
        '{x,plain}.[t]xt*') {
        make_tree($HOME);
        my $c = $alice->($option => $pattern);
        my $before = state_of($HOME);
        moves($c, $option, $pattern, qr/^550 Permission denied/,
            'no spelling of another name passes',
            spellings('vault', 'secret.txt', $HOME),
            linked_spellings('vault', 'secret.txt', $HOME));
        is(state_of($HOME), $before, '... and the file is as it was');
        # A slash behind a name of a file is for the kernel to refuse.
        my @spellings = grep { !m{/[.]?$} }
            spellings('open', 'plain.txt', $HOME);
        moves($c, $option, $pattern, qr/^150 /, 'every spelling of it does',
            @spellings);
        $c->close;
    }
    $t->config($option => undef);
}

# hide_file: no listing shows the name, however it is asked for; it is not a
# lock.
make_tree($HOME);
for my $pattern ('secret', '{x,secret.txt}', '*.[t]xt', "*/vault/*") {
    my $c = $alice->(hide_file => $pattern);
    my (%shown, $lines);
    for my $way (map { ($_, "$_ -a", "$_ -laRF", "$_ -rt") } sort keys %LISTS) {
        for my $path (spellings('vault', 'secret.txt', $HOME),
            spellings('vault', '', $HOME), '', 'to-vault/', 'to-vault/*',
            'vault/s*', 'vault/secre[t].txt', 'vault/{secret.txt,x}',
            'vault/*cret.tx?', 'to-vault/secret.txt') {
            my $text = $way =~ /^STAT/ ? $c->cmd("$way $path")
                : ($c->fetch("$way $path"))[2];
            $lines += () = $text =~ /\n/g;
            $text =~ s/ -> .*//g;       # what a link says is no entry
            $text =~ s/^.*:\r?$//mg;    # nor is a heading, which is asked for
            $shown{"$way $path"} = $text if $text =~ /secret\.txt/;
        }
    }
    is(join("\n", map { "$_: $shown{$_}" } sort keys %shown), '',
        "hide_file=$pattern: no listing shows the name");
    cmp_ok($lines, '>', 100, '... and they did show others');
    $c->expect('SIZE vault/secret.txt', qr/^213 7$/, '... it is no lock');
    $c->close;
}

# cmds_denied: the words, in any case.
my $c = $alice->(cmds_denied => join ',', @VERBS, 'SITE');
make_tree($HOME);
my %allowed;
for my $path (spellings('open', 'plain.txt', $HOME)) {
    for my $way (map { ($_, lc, ucfirst lc) } @WAYS) {
        my $reply = $c->cmd("$way $path");
        $allowed{"$way $path"} = $reply if $reply !~ /^550 /;
    }
}
is(join("\n", map { "$_: $allowed{$_}" } sort keys %allowed), '',
    'cmds_denied: no spelling of a command gets through');
$c->expect('NOOP', qr/^200 /, '... and others do');
$c->close;

# Options that take a deed away. $wanted says what its commands are to answer.
sub refuses {
    my ($who, $option, $verbs, $wanted, @paths) = @_;
    my %other;
    for my $verb (@$verbs) {
        for my $path (@paths) {
            my $reply = try($who, $verb, $path);
            $other{"$verb $path"} = $reply if $reply !~ $wanted;
        }
    }
    is(join("\n", map { "$_: $other{$_}" } sort keys %other), '',
        "$option: the same for every spelling");
    return;
}

my @files = (spellings('open', 'plain.txt', $HOME),
    linked_spellings('open', 'plain.txt', $HOME));
$c = $alice->(download_enable => 'NO');
refuses($c, 'download_enable=NO', ['RETR'], qr/^550 Permission denied/, @files);
$c->close;
$c = $alice->(download_enable => 'YES', dirlist_enable => 'NO');
refuses($c, 'dirlist_enable=NO', [sort keys %LISTS],
    qr/^550 Permission denied/, @files, '-a .', '/', '~', '*');
$c->close;
$t->config(dirlist_enable => 'YES');

# Anonymous: the world's right to read decides, not ftp's. Its root is "/".
my $anonymous = sub {
    $t->config(deny_file => undef, hide_file => undef, cmds_denied => undef,
        anon_root => "$DIR/served", anon_upload_enable => 'YES',
        anon_mkdir_write_enable => 'YES', anon_other_write_enable => 'YES', @_);
    return $t->client->login;
};
($UID, $GID) = (getpwnam 'ftp')[2, 3];
@WAYS = grep { !/^SITE/ } @WAYS;
for my $pattern ('secret', '/vault/*', '{*.key,/vault/secret.txt}', 'vault') {
    denies($anonymous, "$DIR/served", '', $pattern);
    lets_pass($anonymous, "$DIR/served", '', $pattern);
}
make_tree("$DIR/served");
chown 0, $GID, map { "$DIR/served/$_" } qw(vault vault/secret.txt);
chmod 0640, "$DIR/served/vault/secret.txt";
chmod 0750, "$DIR/served/vault";
$c = $anonymous->();
refuses($c, 'anon_world_readable_only', ['RETR'], qr/^550 /,
    spellings('vault', 'secret.txt', ''),
    linked_spellings('vault', 'secret.txt', ''));
my %seen;
for my $path (spellings('vault', '', ''), spellings('vault', '*', ''),
    spellings('vault', 'secret.txt', ''), 'to-vault/', 'to-vault/secret.txt') {
    for my $way (map { ($_, "$_ -a") } sort keys %LISTS) {
        my $text = $way =~ /^STAT/ ? $c->cmd("$way $path")
            : ($c->fetch("$way $path"))[2];
        $seen{"$way $path"} = $text if $text =~ /secret\.txt(?!\/?:?$)/m ||
            $text =~ /^-/m;
    }
}
is(join("\n", map { "$_: $seen{$_}" } sort keys %seen), '',
    'anon_world_readable_only: no spelling lists the directory');
$c->close;

$t->end;
done_testing;
