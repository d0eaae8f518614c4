using System.Globalization;
using StreamRnn.Worker.Detect;

namespace StreamRnn.Worker.Commands;

/// <summary>Tells how a detection comes along: a line that rewrites itself on a terminal, and a line a file when it is done.</summary>
internal sealed class DetectProgress(TextWriter output, TextWriter? terminal) : IDetectProgress
{
    private const string ClearLine = "\r\u001b[K";

    public void Advanced(FileInfo file, long rows, double rowsPerSecond) =>
        terminal?.Write(string.Create(CultureInfo.InvariantCulture, $"{ClearLine}{file}: {rows:N0} rows, {rowsPerSecond:N0} rows/s"));

    public void Finished(FileInfo file, FileInfo written, long rows, long incidents, double rowsPerSecond)
    {
        terminal?.Write(ClearLine);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{file}: {rows:N0} rows, {incidents} {(incidents == 1 ? "incident" : "incidents")} -> {written} ({rowsPerSecond:N0} rows/s)"));
    }
}
