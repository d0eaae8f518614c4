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

    private readonly Option<DateTimeOffset?> start = new("--start")
    {
        Description = $"Time of its first readings, ISO 8601. Default: {Defaults.Start:yyyy-MM-dd}, a Monday.",
        HelpName = "TIME",
        CustomParser = ParseStart,
    };

    private readonly Option<double?> clean = Share("--clean", "Share of streams without anomalies.", Defaults.CleanShare);
    private readonly Option<double?> wild = Share("--wild", "Share of the other streams with a wild reading some hours before their first anomaly.", Defaults.WildShare);
    private readonly Option<double?> glitch = Share("--glitch", "Share of the other streams with a wrong clock some hours before their first anomaly.", Defaults.GlitchShare);

    /// <summary>The flags that <c>evaluate</c> has too.</summary>
    public IReadOnlyList<Option> All => [streams, days, interval, anomalies, seed];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Adds those that say what goes wrong, and when, to a command.</summary>
    public void AddNatureTo(Command command)
    {
        foreach (Option option in (Option[])[start, clean, wild, glitch])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether the start was set.</summary>
    public bool HasStart(ParseResult parsed) => parsed.GetResult(start) is { Implicit: false };

    /// <summary>The first flag that was set, or null where none was.</summary>
    public Option? FirstSet(ParseResult parsed) => All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>The fleet that is asked for.</summary>
    /// <exception cref="CommandFailedException">It has more anomalies than fit, or shares that don't add up.</exception>
    public FleetOptions Of(ParseResult parsed)
    {
        FleetOptions fleet = Defaults with
        {
            Streams = parsed.GetValue(streams) ?? Defaults.Streams,
            Days = parsed.GetValue(days) ?? Defaults.Days,
            Interval = parsed.GetValue(interval) ?? Defaults.Interval,
            Start = parsed.GetValue(start) ?? Defaults.Start,
            CleanShare = parsed.GetValue(clean) ?? Defaults.CleanShare,
            WildShare = parsed.GetValue(wild) ?? Defaults.WildShare,
            GlitchShare = parsed.GetValue(glitch) ?? Defaults.GlitchShare,
            Seed = (ulong)(parsed.GetValue(seed) ?? (int)Defaults.Seed),
        };
        if (fleet.WildShare + fleet.GlitchShare > 1)
        {
            throw new CommandFailedException(ExitCode.WrongUse, "--wild, --glitch: together they are more than 1");
        }

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

    private static Option<double?> Share(string name, string description, double usual) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} Default: {usual}."),
        HelpName = "SHARE",
        CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double share) && share is >= 0 and <= 1)
            {
                return share;
            }

            argument.AddError($"{name}: '{text}' is not a share from 0 to 1, such as 0.2.");
            return null;
        },
    };

    private static DateTimeOffset? ParseStart(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) && time.Year is >= 1970 and <= 2999)
        {
            return time;
        }

        argument.AddError($"--start: '{text}' is not a time from 1970 to 2999; write ISO 8601, such as 2026-01-31T12:00:00Z.");
        return null;
    }

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
