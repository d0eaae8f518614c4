using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Training;

public sealed class PromotionTests
{
    private static readonly double[] Ones = [.. Enumerable.Repeat(1.0, WindowSampler.Count)];

    [Fact]
    public void Judge_CandidateBetterOnHalfABatchMore_IsPromotedAndBeginsAnew()
    {
        var promotion = new Promotion();
        Assert.Equal(PromotionVerdict.Promote, promotion.Judge(Ones, Losses(better: 12, worse: 4)));
        Assert.Equal(PromotionVerdict.Wait, promotion.Judge(Ones, Losses(better: 11, worse: 4)));
        Assert.Equal(PromotionVerdict.Promote, promotion.Judge(Ones, Losses(better: 1, worse: 0)));
    }

    [Fact]
    public void Judge_CandidateWorseForBatches_IsGivenUpAndBeginsAnew()
    {
        var promotion = new Promotion();
        Assert.Equal(PromotionVerdict.Wait, promotion.Judge(Ones, Losses(better: 0, worse: 16)));
        Assert.Equal(PromotionVerdict.RollBack, promotion.Judge(Ones, Losses(better: 4, worse: 12)));
        Assert.Equal(PromotionVerdict.Wait, promotion.Judge(Ones, Losses(better: 0, worse: 16)));
    }

    [Fact]
    public void Judge_FewWindowsWithMuchToGain_DoNotOutvoteTheRest()
    {
        var promotion = new Promotion();
        double[] losses = [.. Ones];
        losses.AsSpan().Fill(1.01);
        losses[0] = losses[1] = -50;
        Assert.Equal(PromotionVerdict.Wait, promotion.Judge(Ones, losses));
        Assert.Equal(PromotionVerdict.RollBack, promotion.Judge(Ones, losses));
    }

    [Fact]
    public void Judge_EqualLossesOrNone_SaysNothing()
    {
        var promotion = new Promotion();
        for (int batch = 0; batch < 20; batch++)
        {
            Assert.Equal(PromotionVerdict.Wait, promotion.Judge(Ones, Ones));
            Assert.Equal(PromotionVerdict.Wait, promotion.Judge(Ones, [.. Ones.Select(_ => double.NaN)]));
        }
    }

    private static double[] Losses(int better, int worse) =>
        [.. Enumerable.Range(0, WindowSampler.Count).Select(window => window < better ? 0.9 : window < better + worse ? 1.1 : 1)];
}
