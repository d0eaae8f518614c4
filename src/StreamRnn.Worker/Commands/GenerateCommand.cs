using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Configuration.Constraints;
using StreamRnn.Worker.Fleet;
using StreamRnn.Worker.Fleet.Writing;

namespace StreamRnn.Worker.Commands;

/// <summary><c>streamrnn generate</c>: a made fleet with its labels, to files or to a topic.</summary>
internal static class GenerateCommand
{
    public static readonly string[] Examples =
    [
        "streamrnn generate --output made --streams 20",
        "streamrnn generate --output made --interval 10s --days 6 --anomalies 1 --seed 7",
        "streamrnn generate --topic readings --config streamrnn.yaml --output made",
        "streamrnn generate --topic readings --set kafka.bootstrap-servers=kafka:9092 --streams 50 --live",
    ];

    private const double MaxRate = 1e7;
    private const int ReadingsBetweenLooks = 4096;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var output = new Option<DirectoryInfo?>("--output", "-o")
        {
            Description = "New folder for labels.csv, streams.csv and, without --topic, a file of readings a stream in readings/, as detect reads them.",
            HelpName = "DIR",
            CustomParser = argument => argument.Tokens[0].Value is { Length: > 0 } folder ? new DirectoryInfo(folder) : Refuse<DirectoryInfo?>(argument, "--output: '' names no folder."),
        };
        var topic = new Option<string?>("--topic")
        {
            Description = "Topic for the readings, as run reads them, in the order of their time over all streams. Brokers and the readings' shape are those of the configuration.",
            HelpName = "TOPIC",
            CustomParser = argument => new TopicNameAttribute().IsValid(argument.Tokens[0].Value)
                ? argument.Tokens[0].Value
                : Refuse<string?>(argument, $"--topic: '{argument.Tokens[0].Value}' is no topic's name; it must be {new TopicNameAttribute().Allowed}."),
        };
        var rate = new Option<double>("--rate")
        {
            Description = "Readings a second to a topic; 0, the default, for as fast as it goes.",
            HelpName = "N",
            CustomParser = argument => double.TryParse(argument.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is >= 0 and <= MaxRate
                ? number
                : Refuse<double>(argument, $"--rate: '{argument.Tokens[0].Value}' is not a number of readings a second from 0 to {MaxRate:0}."),
        };
        var live = new Option<bool>("--live") { Description = "Begin now, and send each reading to the topic when its time has come." };
        var made = new FleetFlags();
        var flags = new ConfigurationFlags();
        var command = new Command("generate", "Make a fleet of streams with labelled anomalies, to files or to a topic. The same flags make the same readings.");
        foreach (Option option in (Option[])[output, topic, rate, live])
        {
            command.Options.Add(option);
        }

        made.AddTo(command);
        made.AddNatureTo(command);
        flags.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            bool isLive = parsed.GetValue(live);
            string? into = parsed.GetValue(topic);
            DirectoryInfo? folder = parsed.GetValue(output);
            if (WrongUse(into, folder, parsed.GetResult(rate) is { Implicit: false }, isLive, made.HasStart(parsed)) is { } wrong)
            {
                throw new CommandFailedException(ExitCode.WrongUse, wrong);
            }

            FleetOptions fleet = made.Of(parsed);
            if (isLive)
            {
                long seconds = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1;
                fleet = fleet with { Start = DateTimeOffset.FromUnixTimeSeconds(seconds) };
            }

            var told = new GenerateProgress(parsed.InvocationConfiguration.Output, Console.IsErrorRedirected ? null : parsed.InvocationConfiguration.Error);
            WorkerOptions? options = into is null ? null : flags.LoadForKafka(parsed).Options;
            return Task.FromResult(Run(fleet, folder, into, options, new Pace(parsed.GetValue(rate), isLive, TimeProvider.System), told, parsed.InvocationConfiguration.Error, cancellation));
        });
        return command;
    }

    private static string? WrongUse(string? topic, DirectoryInfo? folder, bool hasRate, bool isLive, bool hasStart) => (topic, folder) switch
    {
        (null, null) => "say where to: --output DIR for files, --topic TOPIC for a topic, or both for a topic and its labels",
        (null, _) when hasRate || isLive => $"{(isLive ? "--live" : "--rate")}: is for --topic alone",
        _ when hasRate && isLive => "--live: leave --rate out; readings are sent when their time has come",
        _ when isLive && hasStart => "--live: leave --start out; the fleet begins now",
        (_, { } named) when File.Exists(named.FullName) => $"--output {named}: is a file; name a folder",
        (_, { } named) when named.Exists && named.EnumerateFileSystemInfos().Any() => $"--output {named}: is not empty, and nothing is overwritten; name a new folder",
        _ => null,
    };

    private static int Run(
        FleetOptions fleet, DirectoryInfo? folder, string? topic, WorkerOptions? options, Pace pace, GenerateProgress told, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            MadeStream[] streams = [.. Enumerable.Range(0, fleet.Streams).Select(index => new MadeStream(fleet, index))];
            FleetFolder? files = folder is null ? null : new FleetFolder(folder);
            files?.WriteLabels(fleet, streams);
            if (options is null)
            {
                foreach (MadeStream stream in streams)
                {
                    told.Made(files!.WriteReadings(stream, cancellation));
                }

                told.Done(fleet.Streams, folder!.ToString());
            }
            else
            {
                Send(streams, topic!, options, pace, told, cancellation);
                told.Done(fleet.Streams, $"topic {topic}");
            }

            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stopped after {told.Readings:N0} readings"));
            return ExitCode.Failed;
        }
        catch (KafkaException refused) when (refused.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic)
        {
            throw new CommandFailedException(ExitCode.Failed, $"--topic {topic}: there is no such topic at {options!.Kafka.BootstrapServers}; make it first", refused);
        }
        catch (KafkaException refused)
        {
            throw new CommandFailedException(ExitCode.Failed, $"--topic {topic}: can't be written: {refused.Error.Reason}", refused);
        }
        catch (Exception exception) when (folder is not null && exception is (IOException or UnauthorizedAccessException))
        {
            throw new CommandFailedException(ExitCode.Failed, $"--output {folder}: can't be written: {exception.Message}", exception);
        }
    }

    private static void Send(MadeStream[] streams, string name, WorkerOptions options, Pace pace, GenerateProgress told, CancellationToken cancellation)
    {
        if (options.Input.Values is not [string value])
        {
            throw new CommandFailedException(ExitCode.WrongUse, $"input.values: names {options.Input.Values.Count} features, and a made reading has one; set one pointer");
        }

        byte[][] keys = [.. streams.Select(FleetTopic.KeyOf)];
        using var topic = new FleetTopic(options.ToKafkaOptions(), name, new ReadingDocument(options.Input.Time, value));
        long sent = 0;
        foreach ((int stream, MadeReading reading) in FleetReadings.Merge(streams))
        {
            while (pace.WaitFor(sent, reading) is var wait && wait > TimeSpan.Zero)
            {
                cancellation.WaitHandle.WaitOne(wait < ProgressInterval ? wait : ProgressInterval);
                cancellation.ThrowIfCancellationRequested();
            }

            topic.Send(keys[stream], reading, cancellation);
            told.Made(1);
            if (++sent % ReadingsBetweenLooks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        topic.Flush();
    }

    private static T? Refuse<T>(ArgumentResult argument, string problem)
    {
        argument.AddError(problem);
        return default;
    }
}

/// <summary>Tells how a fleet comes along: a line that rewrites itself on a terminal, and a line when all is done.</summary>
internal sealed class GenerateProgress(TextWriter output, TextWriter? terminal)
{
    private const string ClearLine = "\r\u001b[K";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private long told = Stopwatch.GetTimestamp();

    /// <summary>Readings made so far.</summary>
    public long Readings { get; private set; }

    public void Made(long readings)
    {
        Readings += readings;
        if (terminal is not null && Stopwatch.GetElapsedTime(told) >= Interval)
        {
            told = Stopwatch.GetTimestamp();
            terminal.Write(string.Create(CultureInfo.InvariantCulture, $"{ClearLine}{Readings:N0} readings"));
        }
    }

    public void Done(int streams, string where)
    {
        terminal?.Write(ClearLine);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Readings:N0} readings of {streams:N0} {(streams == 1 ? "stream" : "streams")} -> {where}"));
    }
}
