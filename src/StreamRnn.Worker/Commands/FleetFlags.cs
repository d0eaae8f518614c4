using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using StreamRnn.Worker.Configuration.Values;
using StreamRnn.Worker.Fleet;

namespace StreamRnn.Worker.Commands;

/// <summary>What a made fleet is like, as flags: the same for every command that makes one.</summary>
internal sealed class FleetFlags
{
    private static readonly FleetOptions Defaults = new();

    private readonly Option<int?> streams = Number("--streams", $"Streams of the made fleet. Default: {Defaults.Streams}.", 1, FleetOptions.MaxStreams);
    private readonly Option<int?> days = Number("--days", $"Its days. Default: {Defaults.Days}. Anomalies begin on day 5, or after a third of fewer days.", 1, FleetOptions.MaxDays);
    private readonly Option<TimeSpan?> interval = new("--interval")
    {
        Description = $"Time between two readings of a stream, 1s to 1h. Default: {Duration.Format(Defaults.Interval)}.",
        HelpName = "SPAN",
        CustomParser = ParseInterval,
    };

    private readonly Option<int?> anomalies = Number("--anomalies", $"Anomalies of each stream that is not clean, at most one for each day on which they may begin. Default: {Defaults.Anomalies}.", 0, FleetOptions.MaxDays);
    private readonly Option<int?> seed = Number("--seed", $"Seed of the made fleet. Default: {Defaults.Seed}.", 0, int.MaxValue);

    /// <summary>All flags.</summary>
    public IReadOnlyList<Option> All => [streams, days, interval, anomalies, seed];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The first flag that was set, or null where none was.</summary>
    public Option? FirstSet(ParseResult parsed) => All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>The fleet that is asked for.</summary>
    /// <exception cref="CommandFailedException">It has more anomalies than fit.</exception>
    public FleetOptions Of(ParseResult parsed)
    {
        FleetOptions fleet = Defaults with
        {
            Streams = parsed.GetValue(streams) ?? Defaults.Streams,
            Days = parsed.GetValue(days) ?? Defaults.Days,
            Interval = parsed.GetValue(interval) ?? Defaults.Interval,
            Seed = (ulong)(parsed.GetValue(seed) ?? (int)Defaults.Seed),
        };
        int each = parsed.GetValue(anomalies) ?? Math.Min(Defaults.Anomalies, fleet.MaxAnomalies);
        return each <= fleet.MaxAnomalies
            ? fleet with { Anomalies = each }
            : throw new CommandFailedException(
                ExitCode.WrongUse,
                string.Create(CultureInfo.InvariantCulture, $"--anomalies: {each} a stream don't fit; {fleet.Days} {(fleet.Days == 1 ? "day has" : "days have")} room for {fleet.MaxAnomalies}"));
    }

    private static Option<int?> Number(string name, string description, int min, int max) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max)
            {
                return number;
            }

            argument.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: '{text}' is not a whole number from {min} to {max}."));
            return null;
        },
    };

    private static TimeSpan? ParseInterval(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (Duration.TryParse(text, out TimeSpan span) && span >= FleetOptions.MinInterval && span <= FleetOptions.MaxInterval && span.Ticks % TimeSpan.TicksPerMillisecond == 0)
        {
            return span;
        }

        argument.AddError($"--interval: '{text}' is not a span from 1s to 1h, such as 30s or 5m.");
        return null;
    }
}
