namespace StreamRnn.Core.Snapshots;

/// <summary>A snapshot that can't be gone on from: torn, of another format, or not this lane's. The message says which, in words that end a sentence.</summary>
public sealed class InvalidSnapshotException : Exception
{
    /// <summary>A reason without a full stop.</summary>
    public InvalidSnapshotException(string message)
        : base(message)
    {
    }

    /// <summary>Whether the snapshot is whole, and of a lane with other options: with those it could be gone on from.</summary>
    public bool IsOfAnotherModel { get; init; }
}
