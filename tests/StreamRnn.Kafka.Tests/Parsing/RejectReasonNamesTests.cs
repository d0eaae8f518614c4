using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Tests.Parsing;

public sealed class RejectReasonNamesTests
{
    [Fact]
    public void From_EveryOutcome_RejectsOnlyWhatItsRecordIsToBlameFor() => Assert.Equal(
        [EventOutcome.Scored, EventOutcome.WarmingUp, EventOutcome.Replayed, EventOutcome.Refused],
        Enum.GetValues<EventOutcome>().Where(static outcome => RejectReasonNames.From(outcome) == RejectReason.None));
}
