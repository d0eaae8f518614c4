using System.Globalization;
using System.Reflection;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>All that a scored event says, by its bits. Found by reflection: a property that is added is compared from then on.</summary>
internal static class Said
{
    private delegate Span<double> PerFeature(ScoredEvent scored);

    private static readonly PropertyInfo[] Properties = typeof(ScoredEvent).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    private static readonly PerFeature[] Spans =
        [.. Properties.Where(property => property.PropertyType == typeof(Span<double>)).Select(property => property.GetMethod!.CreateDelegate<PerFeature>())];

    private static readonly PropertyInfo[] Numbers = [.. Properties.Where(property => property.PropertyType != typeof(Span<double>))];

    public static long[] Of(ScoredEvent scored)
    {
        List<long> bits = [.. Numbers.Select(property => Bits(property.GetValue(scored)!))];
        foreach (PerFeature span in Spans)
        {
            foreach (double value in span(scored))
            {
                bits.Add(BitConverter.DoubleToInt64Bits(value));
            }
        }

        return [.. bits];
    }

    private static long Bits(object value) => value is double number ? BitConverter.DoubleToInt64Bits(number) : Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
