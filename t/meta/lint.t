# SPDX-License-Identifier: ISC
#
# What cppcheck and clang-tidy find in the source. What they may go on saying is
# below, each with its reason; everything else is a failure.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use List::Util qw(min);
use Source;
use Test::More;

# Kinds of finding that are not about mistakes.
my @CHECKS = (
    '-*', 'clang-analyzer-*', 'bugprone-*', 'performance-*', 'portability-*',
    # It wants the functions of Annex K, which Linux does not have.
    '-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling',
    # Two parameters of one type are no mistake; order shows in names.
    '-bugprone-easily-swappable-parameters',
    # Tables are macros whose arguments are no expressions.
    '-bugprone-macro-parentheses',
    # -Wconversion says it already, and knows bytes from numbers.
    '-bugprone-narrowing-conversions',
    '-bugprone-implicit-widening-of-multiplication-result',
    # va_start() in the same function is not seen (clang 14).
    '-clang-analyzer-valist.Uninitialized',
);

# The same of cppcheck.
my @SUPPRESSED = (
    'missingIncludeSystem',
    # Variables stand at the top of a function (KNF).
    'variableScope',
    # "for (...) continue;" shows that the body is empty on purpose.
    'redundantContinue',
);

# Single findings that are wrong.
my @EXCEPTIONS = (
    # si_call_addr of a signal is an address that came as a number.
    qr{jail/seccomp[.]c:.*performance-no-int-to-ptr},
    # OpenSSL reads through pointers without const, and keeps a descriptor as
    # the pointer that a BIO may have.
    qr{tls/(?:remote|wire)[.]c:.*performance-no-int-to-ptr},
    # getsockname() fills the union through another of its members.
    qr{(?:broker/sockets|listener/listener)[.]c:
        .*core[.]UndefinedBinaryOperatorResult}x,
    # An array is filled through a buf that stands for it.
    qr{conf/report[.]c:.*uninitvar},
    # sendmsg(2) reads through pointers without const, up to the last of them.
    qr{log/syslogd[.]c:.*(?:performance-no-int-to-ptr|parts\[2\])},
    # The kernel reads it.
    qr{jail/landlock[.]c:.*'(?:ruleset|beneath)::\w+'},
);

my @FILES = grep { !/wrap[.]c$/ || -e '/usr/include/tcpd.h' }
    files_in('src', qr/[.]c$/);
my @CONFIG = config_flags();

# The lines that are findings, without those that are expected.
sub findings {
    my $kind = qr/error|warning|style|performance|portability/;
    my @found = grep { /(?:^|: )$kind: /
        || /exit status/ && !/exit status 1\b/ } map { split /\n/ } @_;
    for my $exception (@EXCEPTIONS) {
        @found = grep { !/$exception/ } @found;
    }
    s{\Q$SOURCE/\E}{} for @found;
    return join "\n", @found;
}

sub cppcheck {
    my ($kinds, @more) = @_;
    return output_of(qw(cppcheck -j2 --quiet --std=c11 --platform=unix64
        --inline-suppr), "--enable=$kinds",
        map({ "--suppress=$_" } @SUPPRESSED), '-D__attribute__(x)=', '-D__x86_64__',
        '-D_GNU_SOURCE', '-DPACKAGE_VERSION="0"', '-DPACKAGE_STRING="0"',
        "-I$SOURCE/src", @more, map { "$SOURCE/$_" } @FILES);
}

# Some files at a time: starting it costs more than a small file.
sub tidy_commands {
    my @left = map { "$SOURCE/$_" } @FILES;
    my @commands;
    push @commands, [ 'clang-tidy', '--quiet', '--checks=' . join(',', @CHECKS),
        splice(@left, 0, min(6, scalar @left)),
        '--', '-std=gnu17', @CONFIG, "-I$SOURCE/src" ] while @left;
    return @commands;
}

cmp_ok(scalar @FILES, '>', 40, 'the source was found');
isnt(findings("error: no such file\n"), '',
    'what has no place is a finding, too');
like(cppcheck('warning', '--version'), qr/^Cppcheck /, 'cppcheck is there');
is(findings(cppcheck('warning,performance,portability,style')), '',
    'cppcheck finds nothing');
like(output_of('clang-tidy', '--version'), qr/version/, 'clang-tidy is there');
is(findings(run_jobs(tidy_commands())), '', 'clang-tidy finds nothing');
done_testing;
