using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Spectre.Console;

namespace StreamRnn.Worker.Demo;

/// <summary><c>streamrnn demo</c>: the worker on an embedded broker and bundled readings.</summary>
internal static class DemoCommand
{
    public static readonly string[] Examples =
    [
        "streamrnn demo",
        "streamrnn demo --once > incidents.txt",
        "streamrnn demo --speed 20000 --port 9000",
    ];

    // Below this a day of readings takes a century; above it no pause is left.
    private const double MinSpeed = 0.001;
    private const double MaxSpeed = 1e9;

    public static Command Create()
    {
        Option<bool> once = new("--once") { Description = "End after the last reading, instead of keeping the live page up." };
        Option<double> speed = new("--speed")
        {
            Description = $"How many times faster than real time the readings are played; max plays them as fast as they are taken in. Default: {DemoSettings.UsualSpeed:0}, with --once max.",
            HelpName = "X|max",
            CustomParser = ParseSpeed,
        };
        Option<int> port = new("--port")
        {
            Description = $"The port of page and metrics. Default: {DemoSettings.UsualPort}, or a free one where that is taken.",
            HelpName = "N",
            CustomParser = ParsePort,
        };
        Option<bool> noPage = new("--no-page") { Description = "Serve no live page." };
        Command command = new(
            "demo", "Play real readings with labelled anomalies through the worker, on an embedded broker, and show the incidents it finds.");
        command.Options.Add(once);
        command.Options.Add(speed);
        command.Options.Add(port);
        command.Options.Add(noPage);
        command.SetAction((parsed, cancellation) => RunAsync(
            new DemoSettings
            {
                Once = parsed.GetValue(once),
                Speed = SpeedOf(parsed.GetValue(speed), parsed.GetValue(once)),
                // No port is 0: that it is 0 says that the flag was left out.
                Port = parsed.GetValue(port) is > 0 and var number ? number : null,
                Page = !parsed.GetValue(noPage),
            },
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancellation));
        return command;
    }

    /// <summary>Runs the demo and gives the exit code. Where <paramref name="output"/> is the console of a person, it is drawn on; otherwise plain lines are written.</summary>
    /// <exception cref="CommandFailedException">The port is taken, or the worker could not go on.</exception>
    internal static async Task<int> RunAsync(
        DemoSettings settings, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        await using DemoSession session = new(settings, DemoRecording.Load());
        await using IDemoReporter reporter = IsForPeople(output)
            ? new TerminalReporter(AnsiConsole.Console, session.Feed, session.Progress, TimeProvider.System)
            : new PlainReporter(output, error);
        return await session.RunAsync(reporter, cancellation).ConfigureAwait(false);
    }

    /// <summary>The speed to play at, null for as fast as the engine goes. No speed is 0: that <paramref name="flag"/> is 0 says that it was left out.</summary>
    internal static double? SpeedOf(double flag, bool once) => flag switch
    {
        0 => once ? null : DemoSettings.UsualSpeed,
        <= MaxSpeed => flag,
        _ => null,
    };

    private static bool IsForPeople(TextWriter output) =>
        ReferenceEquals(output, Console.Out)
        && !Console.IsOutputRedirected
        && Environment.GetEnvironmentVariable("TERM") != "dumb"
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));

    private static double ParseSpeed(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (text == "max")
        {
            return double.PositiveInfinity;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double speed)
            && speed is >= MinSpeed and <= MaxSpeed)
        {
            return speed;
        }

        argument.AddError($"--speed: '{text}' is neither max nor a number from {MinSpeed} to {MaxSpeed:0}, such as 20000.");
        return 0;
    }

    private static int ParsePort(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= IPEndPoint.MaxPort)
        {
            return port;
        }

        argument.AddError($"--port: '{text}' is not a port from 1 to {IPEndPoint.MaxPort}.");
        return 0;
    }
}
