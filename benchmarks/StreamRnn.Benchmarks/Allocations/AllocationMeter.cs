namespace StreamRnn.Benchmarks.Allocations;

/// <summary>Counts exactly what an operation allocates on this thread once the runtime has settled.</summary>
internal static class AllocationMeter
{
    private const int Rounds = 5;

    /// <summary>
    /// Bytes an operation: the least of five rounds. The runtime allocates now and then on the caller's thread while it compiles a method
    /// again; what the operation itself allocates, it allocates in every round.
    /// </summary>
    public static double BytesPerOperation(int operations, Action operation)
    {
        operation();
        long least = long.MaxValue;
        for (int round = 0; round < Rounds && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < operations; i++)
            {
                operation();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return (double)least / operations;
    }
}
