using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Streams;

namespace StreamRnn.Kafka;

/// <summary>A processor whose state can be saved at an offset, and another one of its kind gone on with from there.</summary>
public interface IRestorableProcessor : IPartitionProcessor
{
    /// <summary>Does what <see cref="IPartitionProcessor.Process"/> does and emits nothing: what these events caused was emitted before.</summary>
    void Replay(EventBatch batch, Span<EventOutcome> outcomes);

    /// <summary>Begins to hand out the state as it is now. See <see cref="LaneCapture"/>.</summary>
    LaneCapture BeginCapture(CaptureSettings settings, SnapshotManifest? since);

    /// <summary>Begins to take a state in; the processor was given no event yet.</summary>
    /// <exception cref="InvalidSnapshotException">It is not one of such a processor.</exception>
    LaneRestore BeginRestore(SnapshotManifest manifest);

    /// <summary>Goes on from the state that was taken in.</summary>
    /// <exception cref="InvalidSnapshotException">It is not whole; the processor is of no use any more.</exception>
    void CompleteRestore(LaneRestore restore);
}
