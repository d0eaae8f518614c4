namespace StreamRnn.Worker.Detect;

/// <summary>Is told how a long detection comes along. Called on the working thread.</summary>
internal interface IDetectProgress
{
    /// <summary>So many rows of <paramref name="file"/> are done; a few times a second.</summary>
    void Advanced(FileInfo file, long rows, double rowsPerSecond);

    /// <summary><paramref name="file"/> is done and its scores stand in <paramref name="output"/>.</summary>
    void Finished(FileInfo file, FileInfo output, long rows, long incidents, double rowsPerSecond);
}
