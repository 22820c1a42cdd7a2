# SPDX-License-Identifier: ISC
#
# Layers: base <- log, users, wire, jail, tls, table <- conf <- one role <- main. A role never
# includes another role's header; no file includes itself on a way round.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Source;
use Test::More;

# What the files of a folder may include, beside their own folder.
my %ALLOWED = (
    base => [],
    users => ['base'],
    log => ['base'],
    conf => [qw(base users tls)],
    jail => ['base'],
    wire => ['base'],
    tls => ['base'],
    table => ['base'],
    map({ $_ => [qw(base users log conf jail wire tls table)] }
        qw(monitor broker engine listener admin)),
    main => [qw(base users log conf jail wire monitor broker engine listener
        admin)],
);

# The one file that ties layers of the same height together, and why.
my %EXCEPTIONS = (
    # What a role is handed at its birth: its configuration and its jail.
    'src/wire/handover.h' => [qw(conf jail tls)],
);

my @files = files_in('src', qr/[.](?:c|h|def)$/);
my %includes;

sub folder_of {
    my ($path) = @_;
    return $path =~ m{^src/(\w+)/} ? $1 : 'main';
}

for my $file (@files) {
    my $text = without_comments(read_source($file));
    $includes{$file} = [ map { "src/$_" }
        $text =~ /^\s*#\s*include\s+"([^"]+)"/mg ];
}

sub only_layers_below {
    my ($file) = @_;
    my $own = folder_of($file);
    my %allowed = map { $_ => 1 } $own, @{ $ALLOWED{$own} // [] },
        @{ $EXCEPTIONS{$file} // [] };
    return grep { !$allowed{ folder_of($_) } || !-e "$SOURCE/$_" }
        @{ $includes{$file} };
}

# The files of a way from `file` back to itself, or nothing.
sub way_round {
    my ($file, $seen, @way) = @_;
    for my $next (@{ $includes{$file} // [] }) {
        return (@way, $file, $next) if grep { $_ eq $next } @way, $file;
        next if $seen->{$next}++;
        my @found = way_round($next, $seen, @way, $file);
        return @found if @found;
    }
    return;
}

cmp_ok(scalar @files, '>', 50, 'the source was found');
my @strangers = grep { !$ALLOWED{$_} } map { folder_of($_) } @files;
is("@strangers", '', 'every folder of src/ is a layer that this test knows');

for my $file (@files) {
    my @wrong = only_layers_below($file);
    is("@wrong", '', "$file includes nothing but its folder and layers below");
}

my %own_role = map { $_ => 1 } qw(monitor broker engine listener admin);
my @from_outside = grep {
    my $file = $_;
    grep { $own_role{ folder_of($_) } && folder_of($_) ne folder_of($file) }
        @{ $includes{$file} };
} grep { folder_of($_) ne 'main' } @files;
is("@from_outside", '', 'no role is included by another, nor by a layer below');

my %seen;
my @rounds = map { join ' -> ', way_round($_, \%seen) } @files;
is(join("\n", grep { $_ ne '' } @rounds), '', 'no file includes itself on a way round');

# The exceptions are still needed.
for my $file (sort keys %EXCEPTIONS) {
    my %used = map { folder_of($_) => 1 } @{ $includes{$file} // [] };
    my @idle = grep { !$used{$_} } @{ $EXCEPTIONS{$file} };
    is("@idle", '', "$file needs its exceptions");
}
done_testing;
