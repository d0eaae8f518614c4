namespace StreamRnn.Worker.Configuration;

/// <summary>What becomes of a reading that repeats the one before it.</summary>
internal enum DuplicatePolicy
{
    /// <summary>It goes to the dead letters.</summary>
    Reject,

    /// <summary>It is taken in.</summary>
    Keep,
}
