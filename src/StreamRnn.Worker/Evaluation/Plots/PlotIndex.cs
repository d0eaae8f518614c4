using System.Net;
using System.Text;

namespace StreamRnn.Worker.Evaluation.Plots;

/// <summary>A page that shows all plots, one below the other.</summary>
internal static class PlotIndex
{
    /// <summary>The HTML document, with the plots' files by name.</summary>
    public static string Write(string title, IEnumerable<(string Name, string File)> plots)
    {
        var page = new StringBuilder();
        page.Append($"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <style>body {"{"} font-family: sans-serif; max-width: 1200px; margin: 1em auto {"}"} img {"{"} width: 100% {"}"}</style>
            <h1>{WebUtility.HtmlEncode(title)}</h1>
            <p>Labelled spans are red behind the reading; a mark above says where an incident opened. The blue band is the forecast interval.</p>

            """);
        foreach ((string name, string file) in plots)
        {
            page.Append($"""<a href="{WebUtility.HtmlEncode(file)}"><img loading="lazy" alt="{WebUtility.HtmlEncode(name)}" src="{WebUtility.HtmlEncode(file)}"></a>""").Append('\n');
        }

        return page.Append("</html>\n").ToString();
    }
}
