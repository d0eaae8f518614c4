using Microsoft.Extensions.Logging.Console;
using StreamRnn.Worker.Configuration;

namespace StreamRnn.Worker.Demo;

/// <summary>The worker's configuration in the demo: the defaults, but for what the embedded broker and the recording ask for.</summary>
internal static class DemoConfiguration
{
    /// <summary>Makes the configuration; the port is set when the host is built.</summary>
    public static WorkerOptions Create(string bootstrapServers, DemoRecording recording)
    {
        WorkerOptions defaults = new();
        return defaults with
        {
            Kafka = defaults.Kafka with
            {
                BootstrapServers = bootstrapServers,
                // The embedded broker answers a fetch that finds nothing only when its wait is over, however soon something comes.
                Client = defaults.Kafka.Client.Add("fetch.wait.max.ms", "10"),
            },
            // One series' clock goes back by 55 minutes: a late hour that a user would want to be taken in.
            Input = defaults.Input with { Lateness = TimeSpan.FromHours(1) },
            // Two days of five-minute readings: by the benchmark's own rules a detector's first 15 % of a short series don't count.
            Streams = defaults.Streams with { Capacity = recording.Series.Length, WarmUp = 600 },
            // The labelled disturbances last for hours to days: what is less than half a day apart belongs to one incident.
            // The series were recorded in different years, and each ends when it does.
            Windows = defaults.Windows with { Quiet = TimeSpan.FromHours(12), Silence = 0 },
            // The page asks for no password: it is for this machine only.
            Http = defaults.Http with { Address = "127.0.0.1" },
        };
    }

    /// <summary>Only what goes wrong, on standard error: standard output belongs to the reporter.</summary>
    public static void AddLog(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Warning);

        // What keeps the host from starting comes back as an exception; a port in use is no failure where a free one will do.
        logging.AddFilter("Microsoft", LogLevel.None);
        logging.AddSimpleConsole(text =>
        {
            text.SingleLine = true;
            text.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
