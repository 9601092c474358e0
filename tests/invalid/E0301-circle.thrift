typedef list<Tree> Forest
typedef Forest Wood
typedef map<string, Wood> Tree
typedef Self Self
typedef Forest Good

const Forest NOTHING = {"a": 1}
