using System.Text.RegularExpressions;
using StreamRnn.Alerting.Rules;

namespace StreamRnn.Worker.Configuration.Values;

/// <summary>A regular expression of the configuration, which runs in time linear in the text whatever it says.</summary>
internal static class Pattern
{
    /// <summary>The expression; or null, and in <paramref name="problem"/> what is wrong with it.</summary>
    public static Regex? Read(string text, out string problem)
    {
        problem = "";
        try
        {
            return new Regex(text, AlertRule.PatternOptions);
        }
        catch (RegexParseException wrong)
        {
            problem = $"{Quotation.Of(text)} is no regular expression: {wrong.Message}";
        }
        catch (NotSupportedException)
        {
            problem = $"{Quotation.Of(text)} looks around, refers back or is too large, which would let it run without end; write it without, or with the key that leaves streams out";
        }

        return null;
    }
}
