namespace StreamRnn.Worker.Fleet;

/// <summary>All streams' readings as one sequence.</summary>
internal static class FleetReadings
{
    /// <summary>The readings of all streams in the order in which they are taken, each with its stream's place; at the same time the streams' order decides.</summary>
    public static IEnumerable<(int Stream, MadeReading Reading)> Merge(IReadOnlyList<MadeStream> streams, bool isDisturbed = true)
    {
        var heads = new PriorityQueue<int, (long At, int Stream)>();
        var readings = new IEnumerator<MadeReading>[streams.Count];
        for (int stream = 0; stream < readings.Length; stream++)
        {
            readings[stream] = streams[stream].Readings(isDisturbed).GetEnumerator();
            Enqueue(stream);
        }

        while (heads.TryDequeue(out int stream, out _))
        {
            yield return (stream, readings[stream].Current);
            Enqueue(stream);
        }

        void Enqueue(int stream)
        {
            if (readings[stream].MoveNext())
            {
                heads.Enqueue(stream, (readings[stream].Current.At, stream));
            }
        }
    }
}
