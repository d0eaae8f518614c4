namespace StreamRnn.Tests;

/// <summary>Counts what a repeated piece of work allocates on this thread once the runtime has settled.</summary>
internal static class Allocations
{
    /// <summary>
    /// The least of five rounds. The runtime allocates now and then on the caller's thread while it compiles a method
    /// again; what the work itself allocates, it allocates in every round.
    /// </summary>
    public static long OfEachRound(Action<int> round)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 5 && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            round(i);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
