#[test]
fn oracle() {
    let text = std::fs::read_to_string("/tmp/oracle.tsv").unwrap();
    let mut wrong = 0;
    let mut all = 0;
    for line in text.lines() {
        let f: Vec<&str> = line.split('\t').collect();
        let found = super::super::parse(f[0], chrono_tz::Tz::UTC, f[1]).and_then(crate::article::Stated::text);
        all += 1;
        if found.as_deref() != Some(f[2]) {
            wrong += 1;
            println!("ORACLE {line} -> {found:?}");
        }
    }
    println!("ORACLE {wrong} of {all}");
}
