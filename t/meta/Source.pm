# SPDX-License-Identifier: ISC
#
# The source as the tests of t/meta look at it: which files there are, what
# they include, and the rows of tables.
package Source;

use strict;
use warnings;
use Cwd qw(abs_path getcwd);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Find qw(find);
use lib dirname(__FILE__) . '/../lib';
use OneFTPD::Output;

our @EXPORT = qw($SOURCE $BUILD read_source without_comments files_in
    c_files all_files rows_of config_flags run_jobs output_of);

our $SOURCE = abs_path($ENV{top_srcdir} // dirname(__FILE__) . '/../..');
our $BUILD = abs_path($ENV{top_builddir} // $ENV{ONEFTPD_BUILD} // getcwd());

# A file of the source, by its path from there.
sub read_source {
    my ($path) = @_;
    open my $in, '<', "$SOURCE/$path" or die "$path: $!\n";
    local $/ = undef;
    return scalar(<$in>) // '';
}

# Comments become blanks; lines and texts in quotes stay as they are.
sub without_comments {
    my ($text) = @_;
    $text =~ s{("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(/[*].*?[*]/)}
        {defined $1 ? $1 : $2 =~ s/[^\n]//gr || ' '}gse;
    return $text;
}

# Files beneath a folder whose name matches, by their paths from $SOURCE.
sub files_in {
    my ($folder, $name) = @_;
    my @found;
    find({ no_chdir => 1, wanted => sub {
        push @found, substr $_, length("$SOURCE/") if -f && /$name/;
    } }, "$SOURCE/$folder") if -d "$SOURCE/$folder";
    return sort @found;
}

# What people write in C: the server, and its tests.
sub c_files {
    my ($name) = @_;
    $name //= qr/[.](?:c|h|def)$/;
    return map { files_in($_, $name) } qw(src t);
}

# All that belongs to the project: not what git, autoconf or a build made.
sub all_files {
    my @found;
    my $made = qr{^(?:[.]git|build[^/]*|autom4te[.]cache|modules
        |aclocal[.]m4|configure~?|config[.]\w+|config[.]h[.]in~?|Makefile
        |Makefile[.]in|stamp-h1|[.]dirstamp|oneftpd|oneftpd-.*
        |.*[.]a|.*[.]o|.*/[.]deps|.*/[.]dirstamp)$}x;
    find({ no_chdir => 1, wanted => sub {
        my $path = $_ eq $SOURCE ? '' : substr $_, length("$SOURCE/");
        if (-d && $path =~ $made) {
            $File::Find::prune = 1;
        } elsif (-f && $path !~ $made && !is_made_by_a_build($_)) {
            push @found, $path;
        }
    } }, $SOURCE);
    return sort @found;
}

# Programs of a build in the source folder.
sub is_made_by_a_build {
    my ($path) = @_;
    open my $in, '<:raw', $path or die "$path: $!\n";
    my $magic = '';
    read $in, $magic, 4;
    return $magic eq "\x7fELF";
}

# The rows of a table: the arguments of each call of the macros, as written,
# texts without their quotes.
sub rows_of {
    my ($path, $macros) = @_;
    my $text = without_comments(read_source($path));
    return map { [ split_row($_) ] }
        $text =~ /^(?:$macros)\(((?:[^()"]|"(?:[^"\\]|\\.)*"|
            \((?:[^()"]|"(?:[^"\\]|\\.)*")*\))*)\)/mgx;
}

sub split_row {
    my ($row) = @_;
    my @columns = $row =~ /((?:"(?:[^"\\]|\\.)*"\s*)+|[^",\s][^",]*)(?:,|$)/g;
    return map { /^"/ ? join '', /"((?:[^"\\]|\\.)*)"/g : s/\s+$//r } @columns;
}

# What the compiler is told about this machine, if it was configured.
sub config_flags {
    return -e "$BUILD/config.h" ? ('-include', "$BUILD/config.h")
        : ('-D_GNU_SOURCE');
}

# Runs commands, two at a time. What each has printed, in their order, and its
# exit status if that is a failure.
sub run_jobs {
    my (@commands) = @_;
    my (%at, @printed);
    for my $i (0 .. $#commands) {
        collect(\%at, \@printed) if keys %at == 2;
        pipe my $from, my $to or die "pipe: $!\n";
        my $pid = fork // die "fork: $!\n";
        if ($pid == 0) {
            close $from;
            open STDOUT, '>&', $to or die "stdout: $!\n";
            open STDERR, '>&', $to or die "stderr: $!\n";
            exec @{ $commands[$i] } or print "$commands[$i][0]: $!\n";
            require POSIX;
            POSIX::_exit(127);
        }
        close $to;
        $at{$i} = [ $pid, $from ];
    }
    collect(\%at, \@printed) while %at;
    return @printed;
}

# Reads the oldest to its end.
sub collect {
    my ($at, $printed) = @_;
    my ($i) = sort { $a <=> $b } keys %$at;
    my ($pid, $from) = @{ delete $at->{$i} };
    local $/ = undef;
    $printed->[$i] = <$from> // '';
    waitpid $pid, 0;
    $printed->[$i] .= "(exit status " . ($? >> 8) . ")\n" if $?;
    return;
}

1;
