"""The report's words in Korean and English, once, as data."""

from __future__ import annotations

__all__ = [
    "CHECKS",
    "DETECTED",
    "FORMATS",
    "MEASURES",
    "METHODS",
    "METRICS",
    "OUTCOMES",
    "SCAN",
    "VERDICTS",
    "WORDS",
    "pick",
]

Pair = tuple[str, str]


def pick(pair: Pair, lang: str) -> str:
    """The Korean or the English of a pair."""
    return pair[0] if lang == "ko" else pair[1]


OUTCOMES: dict[str, Pair] = {
    "pass": ("통과", "pass"),
    "fail": ("실패", "fail"),
    "inconclusive": ("판정 불가", "inconclusive"),
    "not_applicable": ("해당 없음", "not applicable"),
}

CHECKS: dict[str, Pair] = {
    "absent": ("삭제한 열이 없음", "deleted column is absent"),
    "a_le_b": ("선후 관계", "order of two columns"),
    "between": ("범위", "range"),
    "columns": ("계획한 열만 있음", "planned columns only"),
    "in_set": ("코드 목록", "code list"),
    "k_anonymity": ("k-익명성", "k-anonymity"),
    "l_diversity": ("l-다양성", "l-diversity"),
    "matches": ("형식", "format"),
    "no_identifier": ("남은 식별번호 없음", "no identifier left"),
    "not_null": ("필수값", "no missing cell"),
    "row_count": ("행 수", "row count"),
    "sum_equals": ("합계 관계", "sum of columns"),
    "type": ("자료형", "type"),
    "unique": ("중복 없음", "no duplicate"),
}

MEASURES: dict[str, Pair] = {
    "rows": ("행 수", "rows"),
    "persons": ("사람 수", "persons"),
    "sum": ("합계", "sum"),
    "mean": ("평균", "mean"),
    "quantile": ("분위수", "quantile"),
    "all": ("전체", "all"),
    "other": ("그 밖", "other"),
}
"""What a statistic measures, and its labels for all groups together and for none of them."""

METHODS: dict[str, Pair] = {
    "frequency": ("빈도 {limit} 이하인 범주", "categories in {limit} rows or fewer"),
    "sigma": ("평균에서 표준편차의 {limit}배를 벗어난 수", "numbers beyond {limit} standard deviations of the mean"),
    "mad": (
        "중앙값에서 중앙값 절대편차(MAD)의 {limit}배를 벗어난 수",
        "numbers beyond {limit} scaled MADs of the median",
    ),
    "iqr": (
        "사분위수에서 사분위범위(IQR)의 {limit}배를 벗어난 수",
        "numbers beyond {limit} interquartile ranges of the quartiles",
    ),
    "quantile": ("양 끝 비율 {limit} 밖의 수", "numbers beyond the share {limit} at either end"),
}
"""How rare values are found."""

METRICS: dict[str, Pair] = {
    "rows_in": ("입력 행", "rows in"),
    "rows": ("출력 행", "rows out"),
    "columns": ("출력 열", "columns out"),
    "groups": ("부분총계 집단", "groups"),
    "classes": ("순열 집합", "classes within which cells moved"),
    "alike_classes": ("값이 모두 같은 집합", "classes whose values are all one"),
    "rare_values": ("처리한 특이값", "rare values suppressed"),
    "rare_cells": ("처리한 특이값의 칸", "cells with rare values suppressed"),
    "missing_cells": ("빈 칸", "missing cells"),
    "minimum_class_size": ("가장 작은 동질집합(k)", "smallest equivalence class (k)"),
    "equivalence_classes": ("동질집합 수", "equivalence classes"),
    "unique_rate_0_1": ("유일한 비율", "share of uniques"),
    "maximum_risk_0_1": ("최대 재식별 확률(검사 모형)", "highest re-identification risk (prosecutor)"),
    "average_risk_0_1": ("평균 재식별 확률(마케터 모형)", "average re-identification risk (marketer)"),
    "suppressed_cells": ("로컬 삭제한 칸", "suppressed cells"),
    "suppressed_rows": ("로컬 삭제가 닿은 행", "rows with a suppressed cell"),
    "dropped_rows": ("삭제한 행", "dropped rows"),
    "suppressed_rate_0_1": ("로컬 삭제가 닿은 비율", "share of rows suppressed or dropped"),
    "epsilon_spent": ("사용한 ε", "ε spent"),
    "epsilon_per_cell_nats": ("칸 하나의 ε(지역)", "ε of one cell (local)"),
    "epsilon_granted": ("모집단에 배정한 ε", "ε granted to the population"),
    "epsilon_left": ("남은 ε", "ε left"),
    "delta_spent": ("사용한 δ", "δ spent"),
    "l1_sensitivity": ("L1 민감도", "L1 sensitivity"),
    "l2_sensitivity": ("L2 민감도", "L2 sensitivity"),
    "noise_scale": ("잡음의 크기", "noise scale"),
    "noise_scale_one_way": ("잡음의 크기(한 열의 빈도)", "noise scale (one-way counts)"),
    "noise_scale_two_way": ("잡음의 크기(두 열의 교차 빈도)", "noise scale (two-way counts)"),
    "measured_pairs": ("잡음을 넣어 측정한 열의 쌍", "pairs of columns measured with noise"),
    "conditioned_on": ("범주를 지정한 열", "columns with a given category"),
    "engine_chosen": ("자동으로 고른 엔진", "engine chosen by auto"),
    "epochs": ("신경망이 표를 되풀이해 배운 횟수", "passes of the network over the table"),
    "batch_size": ("신경망이 한 번에 배운 행 수", "rows of a step of the network"),
    "rejected_rows": ("규칙에 맞지 않아 다시 뽑은 행", "rows drawn again for a rule"),
    "half_width_95": ("잡음의 95 % 반폭", "95 % half-width of the noise"),
    "checks_pass": ("통과한 검사", "checks passed"),
    "checks_fail": ("실패한 검사", "checks failed"),
    "checks_inconclusive": ("판정하지 못한 검사", "checks inconclusive"),
    "checks_not_applicable": ("해당 없는 검사", "checks not applicable"),
    "training_rows": ("학습에 쓴 행", "training rows"),
    "formal_guarantee": ("형식적 보장", "formal guarantee"),
    "exact_copy_rate": ("원본과 같은 행의 비율(구별위험도)", "share of rows equal to an original one"),
    "exact_copy_rate_baseline": ("원본끼리 같은 행의 비율(기준)", "the same between halves of the original"),
    "constraint_violations": ("규칙을 어긴 행", "rows that break a rule"),
    "total_variation": ("분포 차이(총변동거리)", "total variation distance"),
    "kolmogorov_smirnov": ("분포 차이(KS 통계량)", "Kolmogorov-Smirnov statistic"),
    "holdout_rows": ("학습에서 빼 둔 행", "rows kept back from learning"),
    "guide_single_out_0_1": ("구별위험도", "guide: single-out risk"),
    "guide_single_out_weighted_0_1": ("구별위험도(중복 수로 나눔)", "guide: single-out risk, by multiplicity"),
    "guide_linkage_0_1": ("연결위험도(CAP)", "guide: linkage risk (CAP)"),
    "guide_inference_0_1": ("추론위험도", "guide: inference risk"),
    "singling_out_risk_0_1": ("특정 공격", "singling out"),
    "linkability_risk_0_1": ("연결 공격", "linkability"),
    "inference_risk_0_1": ("추론 공격", "attribute inference"),
    "copying_risk_0_1": ("홀로 있는 행의 복제", "copies of rows that stand alone"),
    "reconstruction_risk_0_1": ("희소한 행의 복원", "reconstruction of rare rows"),
    "shadow_membership_auc": ("구성원 추론(그림자 모형) AUC", "membership by shadow models, AUC"),
    "audited_epsilon_floor": ("실측 ε의 하한(95%)", "audited lower bound of ε (95 %)"),
    "membership_distance_auc": ("구성원 추론(거리) AUC", "membership by distance, AUC"),
    "membership_distance_at_1_percent_0_1": ("구성원 추론(거리), 거짓양성 1%", "membership by distance, at 1 % FPR"),
    "membership_density_ratio_auc": ("구성원 추론(밀도비) AUC", "membership by density ratio, AUC"),
    "membership_density_ratio_at_1_percent_0_1": (
        "구성원 추론(밀도비), 거짓양성 1%",
        "membership by density ratio, at 1 % FPR",
    ),
    "nearer_to_training_0_1": ("학습 행에 더 가까운 합성 행(참고)", "nearer to training rows (diagnostic)"),
}

WORDS: dict[str, Pair] = {
    "statistics": ("통계", "Statistics"),
    "statistics_note": (
        (
            "점은 공개한 값, 선은 그 칸 하나의 95% 구간입니다(잡음만 반영). 값은 음수가 되지 않고 합계가 맞도록 "
            "다듬었으며, 다듬지 않은 값은 표의 noisy 열에 있습니다."
        ),
        (
            "Dots are the released values, lines the 95 % interval of each cell by itself, of the noise alone. Values are "
            "made non-negative and to add up; those as drawn stand in the column noisy."
        ),
    ),
    "budget": ("모집단의 프라이버시 예산", "The population's privacy budget"),
    "budget_before": ("이전 공개", "earlier releases"),
    "budget_here": ("이 공개", "this release"),
    "budget_left": ("남은 예산", "left"),
    "noises": ("잡음과 비용", "Noise and cost"),
    "statistic": ("통계", "statistic"),
    "vector": ("벡터", "vector"),
    "sensitivity": ("한 사람이 바꾸는 크기(L1, L2²)", "moved by one person (L1, L2²)"),
    "why": ("근거", "why"),
    "noise_scale": ("잡음의 크기", "noise scale"),
    "table": ("표로 보기", "as a table"),
    "cost": ("비용", "cost"),
    "half_width_95": ("95% 잡음 폭", "95 % half width"),
    "title": ("릴리스 보고서", "Release report"),
    "verdict_pass": ("모든 검사를 통과했습니다", "Every check passed"),
    "verdict_fail": ("통과하지 못한 검사가 있습니다", "Some checks did not pass"),
    "scope": ("개요", "Scope"),
    "recipe": ("레시피", "Recipe"),
    "kind": ("종류", "Kind"),
    "release_class": ("활용 구분", "Release class"),
    "purpose": ("처리 목적", "Purpose"),
    "project": ("과제", "Project"),
    "recipient": ("제공받는 자", "Recipient"),
    "created": ("작성 시각", "Created"),
    "plan": ("처리 계획", "Plan"),
    "key_id": ("키 번호", "Key id"),
    "verifying_key": ("서명 확인용 공개키", "Verifying key"),
    "seed": ("난수 씨앗", "Seed"),
    "columns": ("항목별 처리", "Treatment of each column"),
    "steps": ("표 전체에 대한 처리(적힌 순서대로)", "Steps on the whole table, in their order"),
    "levels": ("일반화 단계와 선택 근거", "Levels of generalization and why these"),
    "level": ("단계", "Level"),
    "level_range": ("선택 범위", "Open range"),
    "small_above": ("한 단계 높이면 k 미만", "Below k, one level up"),
    "small_without": ("이 항목이 없으면 k 미만", "Below k, without the column"),
    "rare": ("특이정보와 처리 방침", "Rare values and what was decided"),
    "rare_none": ("기준에 해당하는 특이정보가 없었습니다.", "None was found by these criteria."),
    "rare_criteria": ("기준", "Criteria"),
    "distinct_rare": ("특이값 수", "Rare values"),
    "rare_rows": ("해당 행 / 전체", "Rows / of"),
    "decision": ("처리 방침", "Decision"),
    "collisions": ("가명 충돌 확률", "Probability that pseudonyms collide"),
    "collisions_note": (
        "서로 다른 값이 우연히 같은 가명을 받을 확률의 상한(생일 한계)이며, 가명이 의사난수 함수의 출력이라는 가정에 따릅니다.",
        "Upper bound (birthday) that two different values get one pseudonym by chance, if pseudonyms are a pseudo-random function's.",
    ),
    "domain": ("도메인", "Domain"),
    "distinct": ("서로 다른 값(상한)", "Distinct values (at most)"),
    "bits": ("가명 길이(비트)", "Bits"),
    "probability": ("확률", "Probability"),
    "column": ("항목", "Column"),
    "role": ("구분", "Role"),
    "entity": ("탐지", "Detected"),
    "technique": ("기술", "Technique"),
    "params": ("매개변수", "Parameters"),
    "reason": ("사유", "Reason"),
    "checks": ("공개 전 검사", "Checks before release"),
    "outcome": ("결과", "Verdict"),
    "check": ("검사", "Check"),
    "because": ("근거", "Asked by"),
    "observed": ("관측", "Observed"),
    "evidence": ("증거 수치", "Evidence"),
    "metric": ("지표", "Figure"),
    "value": ("값", "Value"),
    "unit": ("단위", "Unit"),
    "interval": ("95 % 신뢰구간", "95 % interval"),
    "basis": ("확인 방법", "Basis"),
    "method": ("계산 방법", "Method"),
    "source": ("출처", "Source"),
    "attacker": ("공격자 가정", "Attacker"),
    "files": ("파일", "Files"),
    "file": ("파일", "File"),
    "bytes": ("바이트", "Bytes"),
    "ledger": ("원장", "Ledger"),
    "time": ("시각", "Time"),
    "event": ("사건", "Event"),
    "versions": ("사용한 판", "Versions"),
    "not_claimed": ("이 보고서가 주장하지 않는 것", "What this report does not claim"),
    "basis_release": ("파일에서 다시 계산됨", "recomputed from the files"),
    "basis_input": ("처리 중에 기록됨", "recorded while processing"),
    "kind_pseudonymized": ("가명정보", "pseudonymised data"),
    "kind_synthetic": ("합성데이터", "synthetic data"),
    "kind_statistics": ("통계", "statistics"),
    "class_internal": ("내부 활용", "internal use"),
    "class_provision": ("특정 제3자 제공", "provision to a named third party"),
    "class_open": ("공개", "open to the public"),
    "purpose_statistics": ("통계작성", "statistics"),
    "purpose_scientific_research": ("과학적 연구", "scientific research"),
    "purpose_archiving": ("공익적 기록보존", "archiving in the public interest"),
    "made_synthesis": ("합성데이터", "synthetic data"),
    "made_private_statistics": ("차등정보보호 통계", "statistics with differential privacy"),
    "made_fictitious": ("가상의 값", "fictitious values"),
    "not_anonymous": (
        "이 릴리스를 익명정보라고 하지 않습니다. 익명 여부는 위원회가 판단합니다.",
        "This release is not said to be anonymous; that is for a committee to decide.",
    ),
    "not_private_synthesis": (
        "합성에 쓴 모형은 형식적인 프라이버시 보장(차등정보보호)이 없습니다.",
        "The synthesizer gives no formal privacy guarantee (no differential privacy).",
    ),
    "not_with_evidence": (
        "차등정보보호는 data 폴더의 행에만 적용됩니다. 다른 수치는 원본에서 정확히 계산한 값이니 기관 밖으로 내보내지 마십시오.",
        "Differential privacy covers the rows in data/ only: the other figures here are exact and stay within the institution.",
    ),
    "not_with_rows": (
        "차등정보보호는 statistics 폴더의 통계에만 적용됩니다. data 폴더의 행을 함께 받는 사람에게는 효과가 없습니다.",
        "Differential privacy covers the tables in statistics/ only, and not against someone who also gets the rows in data/.",
    ),
    "not_local": (
        "지역 차분 프라이버시의 ε은 칸 하나의 것입니다. 한 사람의 여러 행·열·공개에서 더해지며, 다른 열은 보호하지 않습니다.",
        "The ε of local differential privacy is of one cell: it adds up over a person's cells and covers no other column.",
    ),
    "not_population": (
        (
            "차등정보보호는 한 사람이 표에 있는지, 있다면 어떤 행인지를 ε과 δ의 범위에서 숨깁니다. 그 사람이 없어도 "
            "성립하는 모집단의 사실은 숨기지 않습니다. 이 예산으로 낸 모든 공개의 ε과 δ는 더해집니다."
        ),
        (
            "Differential privacy hides, within ε and δ, whether a person is in the table and with what rows; not what holds of "
            "the population without that person. The ε and δ of all releases from this budget add up."
        ),
    ),
    "not_unknown": (
        "여기에 적힌 공격자 가정과 준식별자 밖의 지식을 가진 사람에 대한 보호는 측정하지 않았습니다.",
        "Protection against someone who knows more than the stated attacker model and quasi-identifiers was not measured.",
    ),
    "not_signature": (
        "서명은 파일이 바뀌지 않았음을 보일 뿐, 처리가 목적에 알맞은지는 적정성 검토가 판단합니다.",
        "The signature shows that the files are unchanged; whether the treatment suits the purpose is for the adequacy review.",
    ),
}

VERDICTS: dict[str, Pair] = {
    "typed": ("유형 확인", "typed"),
    "free_text": ("자유서식", "free text"),
    "code": ("코드·수치", "code"),
    "clean": ("발견 없음", "clean"),
}

DETECTED: dict[str, Pair] = {
    "encoding": ("문자 인코딩", "encoding"),
    "delimiter": ("구분자", "delimiter"),
    "header": ("열 이름 행", "header"),
    "newline": ("줄바꿈", "newline"),
    "sheet": ("시트", "sheet"),
}
"""What was judged where the user did not tell."""

FORMATS: dict[str, Pair] = {"tab": ("탭", "tab")}

SCAN: dict[str, Pair] = {
    "title": ("표 살펴보기 결과", "Scan report"),
    "size": ("{rows}행 × {columns}열", "{rows} rows × {columns} columns"),
    "detected": ("판별", "detected"),
    "column": ("열", "column"),
    "verdict": ("판정", "verdict"),
    "entity": ("종류", "kind"),
    "role": ("역할 제안", "proposed role"),
    "share": ("해당 비율", "share"),
    "score": ("확신", "confidence"),
    "missing": ("빈 칸", "missing"),
    "why": ("근거", "why"),
    "rows": ("행", "rows"),
    "stray": ("섞여 있음: {entity} {count}건", "stray: {entity}, {count}"),
    "note": (
        (
            "역할은 제안이며, 레시피가 정합니다. 해당 비율은 표본으로 뽑은 서로 다른 값 가운데 그 종류의 형식인 값의 비율이며, "
            "열 이름만으로 판정한 열에는 없습니다. 확신은 근거를 저울질한 값이며 측정된 확률이 아닙니다. 발견 없음은 개인정보가 없다는 "
            "보증이 아닙니다. 칸의 값은 이 문서에 없습니다."
        ),
        (
            "Roles are proposals; a recipe decides. Share: of the distinct values sampled, those with the form of the kind; none where "
            "the name alone speaks. Confidence weighs the evidence; it is no measured probability. Clean is no warranty that nothing "
            "personal is there. No cell's value is in this page."
        ),
    ),
}
