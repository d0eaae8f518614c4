using System.Diagnostics;
using CsvHelper;
using StreamRnn.Benchmarks.Targets;

namespace StreamRnn.Benchmarks.Plots;

/// <summary>A folder of plots: NAME.csv has a plot's figures, NAME.svg shows them. gnuplot draws.</summary>
internal static class PlotFolder
{
    private const string Gnuplot = "gnuplot";
    private static readonly string[] Columns = ["curve", "x", "y"];
    private static readonly CsvWriterOptions Options = new() { NewLine = "\n" };

    /// <summary>Writes the figures of all plots that have any, and draws them; false where gnuplot fails. Where there is none, that is said and the figures stand.</summary>
    public static bool Draw(string folder, IReadOnlyList<CurvePoint> points)
    {
        Directory.CreateDirectory(folder);
        foreach (IGrouping<string, CurvePoint> plot in points.GroupBy(point => point.Plot))
        {
            WriteFigures(FileOf(folder, plot.Key, "csv"), plot);
        }

        return Redraw(folder);
    }

    /// <summary>Draws from the figures that stand in a folder.</summary>
    public static bool Redraw(string folder)
    {
        foreach (Plot plot in Plot.All)
        {
            string figures = FileOf(folder, plot.Name, "csv");
            if (!File.Exists(figures))
            {
                Console.WriteLine($"plot left out: there is no {figures}");
                continue;
            }

            string picture = FileOf(folder, plot.Name, "svg");
            switch (Run(GnuplotScript.Write(plot, ReadFigures(plot, figures), picture)))
            {
                case null:
                    Console.WriteLine($"plots left out: there is no gnuplot (apt-get install gnuplot-nox); the figures are in {folder}");
                    return true;
                case not 0:
                    Console.Error.WriteLine($"gnuplot failed to draw {picture}: see the lines above.");
                    return false;
            }

            Console.WriteLine($"drawn: {picture}");
        }

        return true;
    }

    private static string FileOf(string folder, string plot, string extension) => Path.Combine(folder, $"{plot}.{extension}");

    private static void WriteFigures(string file, IEnumerable<CurvePoint> points)
    {
        using CsvWriter csv = CsvWriter.ToFile(file, Options);
        foreach (string column in Columns)
        {
            csv.WriteField(column);
        }

        csv.EndRecord();
        foreach (CurvePoint point in points)
        {
            csv.WriteField(point.Curve);
            csv.WriteField(point.X);
            csv.WriteField(point.Y);
            csv.EndRecord();
        }
    }

    private static List<CurvePoint> ReadFigures(Plot plot, string file)
    {
        using CsvReader csv = CsvReader.FromFile(file);
        List<CurvePoint> points = [];
        while (csv.Read())
        {
            points.Add(new CurvePoint(plot.Name, csv.GetString(Columns[0]), csv.Parse<double>(Columns[1]), csv.Parse<double>(Columns[2])));
        }

        return points;
    }

    /// <summary>gnuplot's exit code; null where there is none.</summary>
    private static int? Run(string script)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(Gnuplot) { RedirectStandardInput = true })!;
            process.StandardInput.Write(script);
            process.StandardInput.Close();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No such program; what is missing is said by the caller.
            return null;
        }
    }
}
