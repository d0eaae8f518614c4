using System.Runtime.InteropServices;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Forecasting;

/// <summary>
/// An older self of a stream's forecaster, whose weights, linear predictors and ranges stand still: what a burst of other data has made of those in use is undone
/// by it, once it forecasts better. It holds no stream's state.
/// </summary>
/// <remarks>
/// <para>
/// It steps along with the forecaster in use, so that both are judged by forecasts of readings that neither has learned from. With a the recent mean of its errors'
/// magnitude (rate 0.05; in its own units, clipped at 8 u), c that of the forecaster in use, u the usual a (rate 1/2000, while undisturbed): the stream is disturbed
/// where a > 3 u. Disturbed steps less the undisturbed ones since, 0 and above, are the disturbance; it is lasting from 64 on.
/// </para>
/// <para>
/// After a lasting disturbance, the forecaster in use goes back to the anchor where, for 6 steps on end, a brief mean (rate 0.2) of the anchor's errors is below 1.5 u
/// and that of the forecaster in use above twice it; or where, for 32 undisturbed steps on end, c > 1.1 a. Without a lasting
/// disturbance it never does: in normal life an older self is better only by chance, and going back to it costs 0.05 of the forecast error on NAB. Undisturbed for 64 steps, every 512 steps, where c ≤ 1.05 a, the anchor comes up to the forecaster in use.
/// </para>
/// <para>
/// A disturbance of 8192 steps is the new normal: the anchor comes up too. Until then the forecaster in use learns the disturbance, for as long as it lasts;
/// after going back it never learns from those steps again.
/// </para>
/// </remarks>
internal sealed unsafe class Anchor(ForecasterLayout layout, ForecastNetwork network)
{
    /// <summary>Steps of a disturbance after which it is the new normal.</summary>
    public const int AcceptanceSteps = 8192;

    /// <summary>Steps of a disturbance after which it is more than a moment.</summary>
    public const int LastingSteps = 64;

    /// <summary>Steps before there is an anchor, and again before its errors have a usual size.</summary>
    public const int WarmUp = 512;

    /// <summary>Steps between two looks at whether the anchor comes up.</summary>
    public const int RefreshInterval = 512;

    /// <summary>Undisturbed steps on end before the anchor comes up.</summary>
    public const int CalmSteps = 64;

    /// <summary>Steps on end that the anchor has to be the better one by far.</summary>
    public const int ClearSteps = 6;

    /// <summary>Steps on end that it has to be the better one.</summary>
    public const int RollbackSteps = 32;

    private const double RecentRate = 0.05;
    private const double BriefRate = 0.2;
    private const double UsualRate = 1.0 / 2000;
    private const double ClipFactor = 8;
    private const double DisturbedRatio = 3;
    private const double BackRatio = 1.5;
    private const double ClearRatio = 2;
    private const double RollbackRatio = 1.1;
    private const double RefreshRatio = 1.05;

    private readonly float[] outputs = new float[layout.Network.OutputLength];
    private readonly float[] lastReadings = new float[layout.Features];
    private double magnitude;
    private double magnitudeInUse;
    private int readings;

    /// <summary>What normalises the readings that the forecaster in use sees: its own range, which a disturbance moves too, and which is rolled back with it.</summary>
    public static Normaliser NormaliserInUse(ForecasterRow row, int feature) => row.Range(feature).Normaliser;

    /// <summary>Makes the anchor's forecast of an event whose inputs are prepared, before the forecaster in use takes it in.</summary>
    public void Advance(ForecasterRow row, long time)
    {
        magnitude = magnitudeInUse = 0;
        readings = 0;
        if (!row.Anchor.IsSet)
        {
            return;
        }

        Span<float> input = row.AnchorNetworkRow;
        for (int feature = 0; feature < layout.Features; feature++)
        {
            input[feature] = (float)row.AnchorPredictor(feature).Predict(LinearPredictor.Profile.BinOf(time));
        }

        network.Step(row.AnchorParameters, row.AnchorNetworkRow, outputs);
        for (int feature = 0; feature < layout.Features; feature++)
        {
            lastReadings[feature] = Underflow.ToZero(Math.Clamp(outputs[feature], -(float)Normaliser.Limit, (float)Normaliser.Limit));
        }
    }

    /// <summary>Compares the forecasts of a feature's reading, in the units of the anchor.</summary>
    /// <param name="row">The stream's part of the forecaster.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="value">v.</param>
    /// <param name="time">The event's time.</param>
    /// <param name="meanInUse">The forecast in use, normalised.</param>
    public void Observe(ForecasterRow row, int feature, double value, long time, double meanInUse)
    {
        ref ReadingRange range = ref row.Range(feature);
        // A feature that the anchor has never seen has no forecast to compare.
        if (row.Anchor.IsSet && !row.AnchorRange(feature).IsEmpty)
        {
            Normaliser normaliser = row.AnchorRange(feature).Normaliser;
            double normalised = normaliser.Normalise(value);
            row.AnchorPredictor(feature).Observe(normalised, LinearPredictor.Profile.BinOf(time));
            lastReadings[feature] = (float)normalised;
            magnitude += Math.Abs(value - normaliser.Denormalise(outputs[feature])) / normaliser.Unit;
            magnitudeInUse += Math.Abs(value - range.Normaliser.Denormalise(meanInUse)) / normaliser.Unit;
            readings++;
        }

        range.Observe(value);
    }

    /// <summary>Ends an event's comparison.</summary>
    /// <returns>Whether the stream has been disturbed for so long that what it does now is not to be learned for good.</returns>
    public bool Judge(ForecasterRow row)
    {
        ref AnchorState state = ref row.Anchor;
        if (!state.IsSet)
        {
            return false;
        }

        Forecaster.TakeIn(row.AnchorNetworkRow, lastReadings);
        if (readings > 0)
        {
            state.Follow(magnitude / readings, magnitudeInUse / readings);
        }

        return state.IsLasting;
    }

    /// <summary>Lets one self take over from the other where it is time to, the inputs of both ready for the next step.</summary>
    /// <param name="row">The stream's part of the forecaster.</param>
    /// <param name="step">The stream's step, 0-based.</param>
    public static void End(ForecasterRow row, long step)
    {
        ref AnchorState state = ref row.Anchor;
        if (!state.IsSet)
        {
            if (step >= WarmUp)
            {
                row.RefreshAnchor();
                state.IsSet = true;
            }
        }
        else if (state.HasAccepted || (step % RefreshInterval == 0 && state.MayRefresh))
        {
            if (state.HasAccepted)
            {
                row.Header.DisturbedIntervals = 0;
            }

            row.RefreshAnchor();
            state.Refreshed();
        }
        else if (state.MustRollBack)
        {
            row.RollBack();
            state.RolledBack();
        }
    }

    /// <summary>What an anchor knows of the errors. All-zero bytes are fresh.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct AnchorState
    {
        private double usual;
        private double recent;
        private double recentInUse;
        private double brief;
        private double briefInUse;
        private int steps;
        private int calm;
        private int clearlyBetter;
        private int better;
        private int disturbance;

        /// <summary>Whether there is an anchor.</summary>
        public bool IsSet { get; set; }

        /// <summary>Whether the stream is not as the anchor has known it.</summary>
        public bool IsDisturbed { get; private set; }

        /// <summary>Whether it has been so for more than a moment.</summary>
        public readonly bool IsLasting => IsDisturbed && disturbance >= LastingSteps;

        /// <summary>Whether the disturbance is the new normal.</summary>
        public readonly bool HasAccepted => disturbance >= AcceptanceSteps;

        /// <summary>Whether what the forecaster in use has learned may be kept for good.</summary>
        public readonly bool MayRefresh => calm >= CalmSteps && recentInUse <= RefreshRatio * recent;

        /// <summary>Whether the stream is as the anchor has known it again, and the forecaster in use is not.</summary>
        public readonly bool MustRollBack => clearlyBetter >= ClearSteps || better >= RollbackSteps;

        /// <summary>Takes a step's errors in, 0 and above.</summary>
        public void Follow(double error, double errorInUse)
        {
            steps += steps < int.MaxValue ? 1 : 0;
            double start = 1.0 / steps;
            double clip = usual > 0 ? ClipFactor * usual : double.MaxValue;
            error = Math.Min(error, clip);
            errorInUse = Math.Min(errorInUse, clip);
            recent = Mean(recent, error, Math.Max(start, RecentRate));
            recentInUse = Mean(recentInUse, errorInUse, Math.Max(start, RecentRate));
            brief = Mean(brief, error, Math.Max(start, BriefRate));
            briefInUse = Mean(briefInUse, errorInUse, Math.Max(start, BriefRate));
            IsDisturbed = steps > WarmUp && recent > DisturbedRatio * usual;
            usual = IsDisturbed ? usual : Mean(usual, error, Math.Max(start, UsualRate));
            calm = IsDisturbed ? 0 : Math.Min(calm + 1, CalmSteps);
            disturbance = Math.Max(0, disturbance + (IsDisturbed ? 1 : -1));
            bool isAftermath = disturbance >= LastingSteps;
            clearlyBetter = isAftermath && brief < BackRatio * usual && briefInUse > ClearRatio * brief ? clearlyBetter + 1 : 0;
            better = isAftermath && !IsDisturbed && recentInUse > RollbackRatio * recent ? better + 1 : 0;
        }

        /// <summary>The anchor came up to the forecaster in use.</summary>
        public void Refreshed()
        {
            usual = HasAccepted ? recentInUse : usual;
            recent = recentInUse;
            brief = briefInUse;
            disturbance = clearlyBetter = better = 0;
        }

        /// <summary>The forecaster in use went back to the anchor.</summary>
        public void RolledBack()
        {
            recentInUse = recent;
            briefInUse = brief;
            clearlyBetter = better = 0;
        }

        private static double Mean(double mean, double value, double rate) => Underflow.ToZero(mean + ((value - mean) * rate));
    }
}
