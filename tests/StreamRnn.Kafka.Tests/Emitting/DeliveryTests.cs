using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Tests.Emitting;

public sealed class DeliveryTests : IDisposable
{
    private static readonly TimeSpan commitInterval = TimeSpan.FromSeconds(5);

    private readonly ScriptedProducer producer = new();
    private readonly GivenTime time = new();
    private readonly PartitionOffsets partition = new(0);

    private readonly List<long> committed = [];
    private readonly EmissionQueue emissions;
    private readonly Delivery delivery;

    public DeliveryTests()
    {
        var reporting = new Reporting(new ConsumerStatus(), NullLogger.Instance, new LogBound(time, TimeSpan.FromSeconds(30)), time);
        emissions = new EmissionQueue(producer, 1_000_000, "dead-letters", reporting);
        delivery = new Delivery(
            emissions,
            offsets => committed.Add(offsets[0].Offset.Value),
            [partition],
            new DeliverySettings("readings", "alerts", new DeadLetterOptions(), commitInterval, 1_000_000),
            reporting);
    }

    [Fact]
    public void Poll_AlertAfterAQuietTime_CommitsAtOnce()
    {
        time.Advance(commitInterval - TimeSpan.FromSeconds(1));
        Alert(1);
        Poll();

        Assert.Equal([1], committed);
    }

    [Fact]
    public void Poll_BurstOfAlerts_CommitsFiveTimesASecondAndAllOfItInTheEnd()
    {
        // A new alert every 10 ms for ten seconds.
        const int Alerts = 1_000;
        for (int i = 1; i <= Alerts; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            Alert(i);
            Poll();
        }

        Assert.Equal(10_000 / 200, committed.Count);
        time.Advance(Delivery.AlertCommitInterval);
        Poll();
        Assert.Equal(Alerts, committed[^1]);
    }

    [Fact]
    public void FlushAndCommit_RightAfterACommit_DoesNotWait()
    {
        time.Advance(Delivery.AlertCommitInterval);
        Alert(1);
        Poll();
        Alert(2);

        Assert.True(delivery.FlushAndCommit(new Deadline(time, TimeSpan.FromSeconds(1))));

        Assert.Equal([1, 2], committed);
    }

    [Fact]
    public void FlushAndCommit_NewestAlertNotAcknowledgedInTime_CommitsWhatCameBeforeIt()
    {
        time.Advance(Delivery.AlertCommitInterval);
        Alert(1);
        delivery.Poll();
        producer.Refusal = ErrorCode.Local_QueueFull;
        Alert(2);
        producer.Answer();

        Assert.False(delivery.FlushAndCommit(new Deadline(time, TimeSpan.Zero)));

        Poll();
        Assert.Equal([1], committed);
    }

    [Fact]
    public void Poll_PositionWentBack_CommitsIt()
    {
        partition.Position = 7;
        time.Advance(commitInterval);
        Poll();

        partition.Position = 0;
        time.Advance(commitInterval);
        Poll();

        Assert.Equal([7, 0], committed);
    }

    [Fact]
    public void Poll_PartitionBeginsAnewWhileItsBatchIsAwaited_CommitsNothingOfTheOldLog()
    {
        time.Advance(Delivery.AlertCommitInterval);
        Alert(7);
        delivery.Poll();

        partition.Position = 2;
        Poll();
        time.Advance(commitInterval);
        Poll();

        Assert.Equal([2], committed);
    }

    [Fact]
    public void Poll_NoAlert_CommitsAtTheInterval()
    {
        partition.Position = 7;
        time.Advance(commitInterval - TimeSpan.FromMilliseconds(1));
        Poll();
        Assert.Empty(committed);

        time.Advance(TimeSpan.FromMilliseconds(1));
        Poll();

        Assert.Equal([7], committed);
    }

    public void Dispose() => emissions.Dispose();

    private void Alert(long position)
    {
        delivery.AddAlert(new CloudEvent
        {
            Id = $"{position}",
            Source = "/streamrnn/test",
            Type = "streamrnn.incident.opened",
            Subject = "pump",
            Time = DateTimeOffset.UnixEpoch,
            DataSchema = "urn:streamrnn:alert:1",
            Data = Encoding.UTF8.GetBytes("{}"),
        });
        partition.Position = position;
        delivery.CommitSoon();
    }

    /// <summary>Lets the cluster take what is there, and a commit that has begun come to its end.</summary>
    private void Poll()
    {
        producer.Answer();
        delivery.Poll();
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                delivery.Poll();
                return !delivery.IsCommitting;
            },
            TimeSpan.FromSeconds(60)));
    }
}
