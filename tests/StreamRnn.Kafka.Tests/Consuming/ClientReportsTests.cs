using Confluent.Kafka;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Kafka.Tests.Emitting;

namespace StreamRnn.Kafka.Tests.Consuming;

public sealed class ClientReportsTests
{
    private readonly RunningConsumer.ListLogger log = new();
    private readonly GivenTime time = new();
    private readonly ClientReports reports;

    public ClientReportsTests() => reports = new ClientReports(new ConsumerStatus(), log, new LogBound(time, TimeSpan.FromSeconds(30)));

    [Fact]
    public void Log_ConnectionRefused_IsSaidOnceByItsReport()
    {
        const string Refused = "127.0.0.1:9092/bootstrap: Connect to ipv4#127.0.0.1:9092 failed: Connection refused";
        reports.Log(new LogMessage("streamrnn", SyslogLevel.Error, "FAIL", Refused));
        reports.Report(new Error(ErrorCode.Local_Transport, Refused));
        reports.Log(new LogMessage("streamrnn", SyslogLevel.Error, "ERROR", "1/1 brokers are down"));

        Assert.Equal(
            [$"Warning: Kafka client: {Refused} (Local_Transport); it goes on"],
            log.Lines.Where(static line => !line.StartsWith("Debug", StringComparison.Ordinal)));
    }

    [Fact]
    public void Log_WhatIsNoErrorReport_KeepsItsLevel()
    {
        reports.Log(new LogMessage("streamrnn", SyslogLevel.Warning, "MAXPOLL", "too long"));

        Assert.Equal(["Warning: librdkafka MAXPOLL: too long"], log.Lines);
    }

    [Fact]
    public void Report_OfOneKindAgainAndAgain_IsCountedInTheNextLine()
    {
        for (int i = 0; i < 4; i++)
        {
            reports.Report(new Error(ErrorCode.Local_Transport, "refused"));
        }

        time.Advance(TimeSpan.FromSeconds(30));
        reports.Report(new Error(ErrorCode.Local_Transport, "refused"));

        Assert.Equal(
            [
                "Warning: Kafka client: refused (Local_Transport); it goes on",
                "Warning: Kafka client: refused (Local_Transport); it goes on (3 like it were not logged)",
            ],
            log.Lines);
    }
}
