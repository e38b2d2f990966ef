package org.xattnbmd.sdk.internal.picture.jpeg2000;

/**
 * The variable-length codes of the HT cleanup pass (T.814, annex C): which of a quad's four samples are significant, and what is
 * known of their exponents. The tables are data of the standard; they were taken over from table0.h and table1.h of OpenJPH
 * (BSD-2-Clause), where they stand as the standard prints them.
 */
final class HtCodewords {

    /** The longest codeword. */
    static final int BITS = 7;

    private static final int CONTEXTS = 8;
    private static final int DIGITS = 7;

    /**
     * Entries of seven hexadecimal digits: context (3 bits), significance (4), whether an exponent follows (1), e_k (4), e_1 (4),
     * codeword (7, read from its low bit) and its length (3).
     */
    private static final String FIRST_ROW = """
            008003400c45ff01000030148bff018008d01c8aff01cc4ff0200013025109e028007502d111e02d447f030001e034037f
            038017f03c8a7f03c806e040002304621ee04800ee04c016e050000d05621ae0568bbf05801bf05c46bf05c404e06000f5
            06730bf06710ae067212e068033f06c453f06d523f06f603f07003df0748a5f076a02e07791df07802df07e64df07eeb5f
            07ff15f07fe1ce07f9b9f07f88ce07fd45f07fd14e07fc59f0800002088007408c44ff090003409489de09800de09c01ee
            0a000540a5115e0a8005e0ad119e0ad47ff0b0009e0b4011e0b801ff0bc8aff0bc801e0c000140c620ee0c8016e0cc006e
            0d001ae0d620ae0d68b7f0d8017f0dc467f0dc408e0e0000d0e6212e0e7102e0e8007f0ec44bf0ed51ce0ef63bf0f001bf
            0f48abf0f6a0ce0f7933f0f8003f0fee14e0fe213f0fe884e0ff918e0ffc63f1000002108007410c44de110003411489ff
            118015e11c459e11ccbff1200054125105e128000d12d557f12d449e12d511e130001e13402ff13800ff13c8b7f13cc48e
            13dd1bf1400014146227f14801ee14c00ee150016e154006e158007f15c8bbf15c81ae16000ae165112e16722bf16800bf
            16e202e16f11ce16f473f170013f1748bdf17480ce178023f17fc54e17c444e17cc83f17dd18e17fe1df18000031880024
            18c45ee19000651948a7f19800ee19c442e19ccbff1a000b51a5116e1a800351ad54d51ad446e1ad51ae1b001ff1b512ff
            1b588ff1b8037f1bd997f1bd90ae1bdcfbf1bdc52e1bdc87f1c000551c6203f1c801ce1cc45bf1ce62bf1d000ce1d6214e
            1d688bf1d8033f1dec53f1dc463f1dcc84e1dee3df1e0018e1e5108e1e721df1e802df1ee64df1ef555f1ef450e1ef735f
            1ef500e1ef625f1f0005f1f7939f1f5109f1f721f61f7899f1f8029f1fea8761fee71f1fff01f1ffe0951ff991f1ffd4f6
            1ffd0151ffce1f1ffc4e51ffc9762000002208007420c45ff210003421488de218015e21c89ee21cc7ff220005422512ff
            228005e22c019e230009e234011e23800ff23d137f23d001e240001424620ee248008e24c03bf250000d256a97f256896e
            256a06e258027f25ec87f25c01ae26000ae266212e26711bf26802bf26c443f26c402e27000bf27511ce27720ce2778b3f
            278013f27e663f27e454e27ddbdf27dc84e27ee18e27fd1df280000328800d528c47ff290005529488ee298016e29cceff
            29cc9ce29cc5ff2a000952a510ff2a8006e2ad11ae2ad477f2b000ae2b4892e2b5917f2b8027f2bd9abf2bd902e2bdcc7f
            2bdcbbf2bdc5bf2c000152c620ce2c801362ce20bf2ce473f2d000e52d6a94e2d6884e2d6a18e2d8013f2de643f2de608e
            2dece3f2dec90e2dec7df2e0000e2e621f62e711df2e802df2ee675f2ee60f62ef54df2ef51762ef455f2f0025f2f5985f
            2f7a99f2f788762f7b39f2f7a1b62f7929f2f8009f2fdde1f2fdd8b62fdd71f2fff11f2ffd0652ff641f2ffe9ef2ffe0a5
            2ffcfef2ffc8252ffc4363000003308002430c441e3100065314886e31800d531ccdee31cc4ee31cc96e320005532511ff
            32801ae32c44ae32d53ff330012e3348aff33590ff338037f33d9a7f33d902e33dcd7f33dc5b633dcbbf3400095346207f
            34801ce34c45bf34e62bf35000ce354894e356a0bf358033f35e663f35e444e35ee93f35ec98e35ee3df360008e367303f
            367210e36711df36802df36d559f36d500e36f20df36f475f370015f3778a5f374885f377b39f377a1f6377929f378009f
            37d98f637fa97637fcc7637fc81537ee71f37ff0b637fe03637fd51f37fc4e537fd1363800095388002e38c47ff39001ce
            39489ff39802ff39cccff39ccb7f39cc57f3a0027f3a5107f3a802bf3ac44ce3ad53bf3b001bf3b4014e3b800bf3bd9b3f
            3bdcd3f3bdca3f3bdd4df3bdc44e3bdd03f3c003df3c621df3c802df3cc018e3d0029f3d4888e3d6a35f3d8015f3de665f
            3decc5f3dec79f3dee99f3dec90e3dee09f3e0031f3e6211f3e7121f3e8001f3ee67ef3ef56ef3ef440e3ef71ef3ef51f6
            3ef60ef3f0036f3f5996f3f7a86f3f788f63f7b26f3f7a0763f793af3f800af3fffc353fff5af3ffdeaf3ffd4d53ffed2f
            3ffcc553ffe5763ffc4043fffb2f3ffd9b63ffe8153ffc8643fff0b63ffe0243ffd044
            """;

    private static final String OTHER_ROWS = """
            008000300c453e010003301488be018006d01c01de0200013025103e02800ad02c015e030000d03403ff03800ff03c00de
            0400023046202d04800cd04c009e050004d056205e05689ff05802ff05c019e060008d066211e067137f068007f06c001e
            070017f075127f07501ee07803bf07c45bf07c40ee0800001088002c08c47ff090004c09488ff09800ed09c45ff09ccaff
            0a0006d0a511bf0a8001e0ac037f0b0017f0b4027f0b8007f0bc03bf0c0000c0c620bf0c8005e0cc02bf0d0019e0d4033f
            0d8013f0dc015f0e0009e0e4023f0e8003f0ec03df0f001df0f402df0f800df0fd135f0fd011e1000001108004c10c47ff
            110000c114891e11801ee11c89ff11cc4ff12000ad12512ff128001e12c037f130017f134027f138007f13c00bf140002d
            14623bf14801bf14c02bf15000ee156abdf156896e156a33f158013f15eca3f15c003f160006e16401df16802df16c00df
            170035f175115f175025f178005f17d139f17d459f17dca9f17fe09f1800002188005418c445e1900014194891e1980075
            19ccfff19cc99e19cc49e1a000b51a511ff1a8001e1ac45ee1ad50ff1b000ee1b402ff1b8016e1bd117f1bd44f61bdcb7f
            1c000351c6227f1c8006e1cc01ae1d000ae1d4892e1d6a07f1d8002e1de21ce1deccbf1dec8ce1dec7bf1e0014e1e4004e
            1e801bf1ed12bf1ed018e1f0033f1f5113f1f7223f1f78b5f1f8008e1fd983f1fdcfdf1ffe9df1ffc90e1ffe00e1fea2df
            1ffd4df1ffc5f61ffd15f2000001208006d20c47ff21000ad21489ff21802ff21c037f220004c225111e228019e22c00ff
            230009e234017f238027f23c02bf240000c246207f24803bf24c01bf25000ee25400bf258033f25c035f260002d267313f
            267223f267103f26803df26c01df27002df27488df274801e278015f27c465f27cc85f27cc1ee280000228800f528c45de
            290005529489ff29800de29c005e2a000142a5115e2a800752ad119e2ad47ff2b0009e2b4037f2b8011e2bc8aff2bc80ae
            2c000b52c6201e2c801ee2cc00ff2d000ee2d4016e2d8006e2dc467f2dc41ae2e000352e5112e2e7217f2e8002e2ec47bf
            2ed51ce2ef607f2f000ce2f48abf2f6a00e2f791bf2f800d52fe64bf2ff573f2ffcc3f2ffc54e2fdd93f2fff04e2ffd18e
            2ffea3f2ffe08e2ffc90e3000003308001430c441e310006431489ee31800ee31c886e31cc7ff3200024325116e3280055
            32d11ae32d457f33000ae33489ff33592ff338012e33c894e33cc4ff33dd37f34000b5346202e34801ce34c00ce3500035
            356a87f356884e356a27f358007635ecbbf35c89bf35ea2bf35ec63f36000d536730bf367233f367113f368018e36f503f
            36d13df36f21df36f455f370008e37792df37510df377ab5f377a10e377899f378000e37cce5f37dd85f37feb9f37fc9f6
            37ee69f37ff31f37fe0f637fd49f37fd17637fc51f3800024388019e38c449e390011e3948bff398001e39c45ff39ccb7f
            3a0016e3a512ff3a800b53ac45ee3ad50ff3b000ee3b403bf3b800353bdd17f3bd127f3bdcc7f3bdc46e3bdcabf3c001ae
            3c621bf3c800ae3cc013f3d0012e3d4014e3d800d53dec4bf3dc473f3dcc82e3dee3df3e001ce3e400ce3e800653ef463f
            3ec443f3ed504e3ef60df3f0018e3f789df3f48adf3f6a1f63f7905f3f800033ffff5f3ffdd5f3ffee5f3ffcc8e3fdd90e
            3ffe80e3ffc8553fee4f63fff0763ffe0953ffd5763ffc4153ffd0e5
            """;

    private static final int[] FIRST_ROW_CODES = codes(FIRST_ROW);
    private static final int[] OTHER_ROWS_CODES = codes(OTHER_ROWS);

    private HtCodewords() {}

    /**
     * Entries by context, shifted by {@link #BITS}, and the next bits; 0 where no codeword begins so.
     *
     * @param firstRow of quads
     */
    static int[] codes(boolean firstRow) {
        return firstRow ? FIRST_ROW_CODES : OTHER_ROWS_CODES;
    }

    static int length(int entry) {
        return entry & 7;
    }

    static int known(int entry) {
        return entry >> 14 & 15;
    }

    static int ones(int entry) {
        return entry >> 10 & 15;
    }

    /** 1 if an exponent follows. */
    static int offset(int entry) {
        return entry >> 18 & 1;
    }

    /** A bit for each sample of the quad: upper left, lower left, upper right, lower right. */
    static int significant(int entry) {
        return entry >> 19 & 15;
    }

    private static int[] codes(String table) {
        int[] codes = new int[CONTEXTS << BITS];
        String digits = table.replace("\n", "");
        for (int at = 0; at < digits.length(); at += DIGITS) {
            int entry = Integer.parseInt(digits, at, at + DIGITS, 16);
            int codeword = entry >> 3 & (1 << BITS) - 1;
            for (int rest = 0; rest < 1 << BITS - length(entry); rest++) {
                codes[entry >> 23 << BITS | codeword | rest << length(entry)] = entry;
            }
        }
        return codes;
    }
}
