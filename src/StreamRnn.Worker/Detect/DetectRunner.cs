using System.Globalization;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Detect;

/// <summary>
/// The work of <c>streamrnn detect</c>: each CSV file is one stream with fresh state, whose scores go to a file of the same name
/// in the output folder. A file that can't be read is told and passed over; an output appears when it is whole.
/// </summary>
internal sealed class DetectRunner(LaneOptions baseLane, IncidentOptions windows, IDetectProgress? progress, TimeProvider? timeProvider = null)
{
    /// <summary>Rows between looks at the clock and at the cancellation: some ten milliseconds of work.</summary>
    private const long RowsBetweenLooks = 1024;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Two names are one file where the file system takes no notice of case.</summary>
    private static readonly StringComparer FileNames = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    private readonly TimeProvider clock = timeProvider ?? TimeProvider.System;

    /// <summary>Runs over the files in order and returns the exit code; faults go to <paramref name="error"/>, a line each, and what a file's clock is like where nobody would expect it.</summary>
    public int Run(IReadOnlyList<FileInfo> files, DirectoryInfo output, string? timeColumn, TextWriter error, CancellationToken cancellationToken)
    {
        if (WrongUse(files, output) is { } fault)
        {
            error.WriteLine(fault);
            return ExitCode.WrongUse;
        }

        if (!TryCreate(output, out string reason))
        {
            error.WriteLine($"--output {output}: the folder can't be made: {reason}; name one in a folder that can be written");
            return ExitCode.Failed;
        }

        int exitCode = ExitCode.Done;
        try
        {
            foreach (FileInfo file in files)
            {
                try
                {
                    Detect(file, OutputOf(file, output), timeColumn, error, cancellationToken);
                }
                catch (BadInputException exception)
                {
                    error.WriteLine(exception.Message);
                    exitCode = ExitCode.BadInput;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"{output}: can't be written: {exception.Message}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("stopped before the last file was done; what stands in the output folder is whole");
            return ExitCode.Failed;
        }

        return exitCode;
    }

    /// <summary>Makes the output folder, or says why it can't be made.</summary>
    private static bool TryCreate(DirectoryInfo output, out string reason)
    {
        reason = "";
        try
        {
            output.Create();
            return true;
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or FileNotFoundException)
        {
            // Its message says that the folder was not found, as if it had to be there.
            reason = "the system refuses it there";
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = exception.Message.TrimEnd('.');
            return false;
        }
    }

    private static string? WrongUse(IReadOnlyList<FileInfo> files, DirectoryInfo output)
    {
        if (files.Count == 0)
        {
            return "no file to read; name at least one CSV file";
        }

        if (File.Exists(output.FullName))
        {
            return $"--output {output}: is a file; name a folder";
        }

        var inputs = new Dictionary<string, FileInfo>(FileNames);
        foreach (FileInfo file in files)
        {
            FileInfo written = OutputOf(file, output);
            if (!inputs.TryAdd(written.FullName, file))
            {
                return $"{inputs[written.FullName]} and {file} would both be written to {written}; give them different names, or run them one by one into different folders";
            }
        }

        return files.FirstOrDefault(file => inputs.ContainsKey(file.FullName)) is { } overwritten
            ? $"--output {output}: {overwritten} would be overwritten; name another folder"
            : null;
    }

    private static FileInfo OutputOf(FileInfo file, DirectoryInfo output) =>
        new(Path.Combine(output.ToString(), Path.GetFileNameWithoutExtension(ReadingFile.Uncompressed(file.Name)) + ".csv"));

    private void Detect(FileInfo file, FileInfo output, string? timeColumn, TextWriter error, CancellationToken cancellationToken)
    {
        using ReadingFile readings = ReadingFile.Open(file, timeColumn);
        long started = clock.GetTimestamp();
        string partial = output.FullName + ".partial";
        long rows;
        long incidents;
        long repetitions;
        try
        {
            using (var writer = new DetectionWriter(new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None), readings.Columns))
            using (var detection = new FileDetection(readings, writer, baseLane, windows))
            {
                Drive(detection, file, started, cancellationToken);
                (rows, incidents, repetitions) = (detection.Rows, detection.Incidents, detection.Repetitions);
            }

            File.Move(partial, output.FullName, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }

        foreach (string note in ClockNotes.Of(readings))
        {
            error.WriteLine($"{file}: {note}");
        }

        if (repetitions > 0)
        {
            error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{file}: {repetitions:N0} of {rows:N0} rows repeat the one before them, time and readings, and have no scores; --set input.duplicates=keep takes them in"));
        }

        progress?.Finished(file, output, rows, incidents, PerSecond(rows, started));
    }

    private void Drive(FileDetection detection, FileInfo file, long started, CancellationToken cancellationToken)
    {
        TimeSpan told = TimeSpan.Zero;
        while (detection.Step())
        {
            if (detection.Rows % RowsBetweenLooks != 0)
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (progress is not null && clock.GetElapsedTime(started) is var elapsed && elapsed - told >= ProgressInterval)
            {
                told = elapsed;
                progress.Advanced(file, detection.Rows, PerSecond(detection.Rows, started));
            }
        }
    }

    private double PerSecond(long rows, long started) => rows / Math.Max(clock.GetElapsedTime(started).TotalSeconds, 1e-9);
}

/// <summary>Is told how a long detection comes along. Called on the working thread.</summary>
internal interface IDetectProgress
{
    /// <summary>So many rows of <paramref name="file"/> are done; a few times a second.</summary>
    void Advanced(FileInfo file, long rows, double rowsPerSecond);

    /// <summary><paramref name="file"/> is done and its scores stand in <paramref name="output"/>.</summary>
    void Finished(FileInfo file, FileInfo output, long rows, long incidents, double rowsPerSecond);
}
