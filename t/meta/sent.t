# SPDX-License-Identifier: ISC
#
# Each command gets exactly one final reply: a handler must return struct sent,
# and reply.c is the only place where one is made.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Source;
use Test::More;

my %makers;
for my $file (files_in('src', qr/[.](?:c|h|def)$/)) {
    my $text = without_comments(read_source($file));
    # A compound literal, an initialiser, or a value that is filled in later.
    $makers{$file} = 1 if $text =~ /\(\s*struct\s+sent\s*\)\s*\{/
        || $text =~ /\bstruct\s+sent\s+\w+\s*=\s*\{/
        || $text =~ /[.>]\s*code\s*=[^=]/ && $file =~ m{^src/engine/};
}
is(join(' ', sort keys %makers), 'src/engine/reply.c',
    'struct sent is made in reply.c only');

my ($definition) = read_source('src/engine/reply.h') =~
    /(struct sent \{[^}]*\};)/;
ok($definition, 'struct sent is defined in reply.h');

# A handler cannot answer twice by forgetting a result. The end of the session
# is the one thing that may follow.
my @thrown;
for my $file (files_in('src/engine', qr/cmd_.*[.]c$|dispatch[.]c$/)) {
    my $text = without_comments(read_source($file));
    push @thrown, "$file: $1" while $text =~
        /^\s+((?:\(void\)\s*)?reply(?:f|_span|_nothing)?
            \((?:[^;"]|"(?:[^"\\]|\\.)*")*;)
            (?!\s*leave\()/mgx;
}
is(join("\n", @thrown), '', 'no handler throws a final reply away');
done_testing;
