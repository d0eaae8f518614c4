using System.Globalization;

namespace StreamRnn.Worker.Detect;

/// <summary>What is unusual about a file's clock. No faults: the file is read all the same, but perhaps not as it was meant.</summary>
internal static class ClockNotes
{
    /// <summary>The notes on a file that is read to its end, without its name.</summary>
    public static IEnumerable<string> Of(ReadingFile file)
    {
        if (file.Columns.Time < 0)
        {
            int looksLikeTime = file.Columns.Features.FirstOrDefault(file.Columns.LooksLikeTime, -1);
            yield return "has no time column, so its rows are read as even steps without a clock; "
                + (looksLikeTime < 0 ? "--time NAME names one" : $"if \"{file.Columns.Names[looksLikeTime]}\" is the time and no reading, say --time {file.Columns.Names[looksLikeTime]}");
        }

        if (file.BackwardRows > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"time runs backwards in {file.BackwardRows:N0} of {file.Row + 1:N0} rows, first in line {file.FirstBackwardLine}; rows are taken in the order of the file");
        }
    }
}
